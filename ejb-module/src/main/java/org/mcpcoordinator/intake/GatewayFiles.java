package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Files of other gateways and runners: ContextForge's export, Docker's catalogue, ToolHive's resources. */
final class GatewayFiles {
    private GatewayFiles() {}

    /** Its gateways are servers at addresses; what it makes of their tools is its own. */
    static void contextForge(JsonNode root, List<Candidate> found) {
        JsonNode gateways = root.at("/entities/gateways");
        for (int i = 0; i < gateways.size(); i++) {
            JsonNode gateway = gateways.get(i);
            Candidate candidate = new Candidate(gateway.path("name").asText("gateway-" + i), "/entities/gateways/" + i)
                    .describe(gateway.path("description"))
                    .about(gateway.path("tags"));
            if (gateway.path("transport").asText("SSE").toUpperCase(Locale.ROOT).equals("SSE")) {
                candidate.old();
            }
            if (!gateway.path("enabled").asBoolean(gateway.path("is_active").asBoolean(true))) {
                candidate.cannot("is switched off there");
            }
            found.add(candidate.remote(gateway.path("url"), contextForgeHeaders(gateway, candidate)));
        }
        other(root, found, "servers", "is a virtual server, a choice of other servers' tools, and no server to run");
        JsonNode tools = root.at("/entities/tools");
        for (int i = 0; i < tools.size(); i++) {
            if (tools.get(i).path("integration_type").asText().equals("REST")) {
                found.add(new Candidate(tools.get(i).path("name").asText("tool-" + i), "/entities/tools/" + i)
                        .cannot("is a REST call and no server; the built-in type http-api makes such calls"));
            }
        }
    }

    /** Its secrets are sealed with its own key: they are asked for. */
    private static JsonNode contextForgeHeaders(JsonNode gateway, Candidate candidate) {
        ObjectNode headers = JsonNodeFactory.instance.objectNode();
        switch (gateway.path("auth_type").asText("")) {
            case "", "null", "none" -> {
                return headers;
            }
            case "bearer" -> headers.put("Authorization", "Bearer ${input:Authorization}");
            case "basic" -> headers.put("Authorization", "Basic ${input:Authorization}");
            case "authheaders", "headers" -> {
                String name = gateway.path("auth_header_key").asText("Authorization");
                headers.put(name, "${input:" + name + "}");
            }
            default ->
                candidate.note("its way of signing in is not taken over: "
                        + ClientFiles.shortened(gateway.path("auth_type").asText()));
        }
        return headers;
    }

    private static void other(JsonNode root, List<Candidate> found, String kind, String why) {
        JsonNode list = root.path("entities").path(kind);
        for (int i = 0; i < list.size(); i++) {
            found.add(new Candidate(list.get(i).path("name").asText(kind + "-" + i), "/entities/" + kind + "/" + i)
                    .cannot(why));
        }
    }

    static void docker(JsonNode root, List<Candidate> found) {
        for (Map.Entry<String, JsonNode> member : root.path("registry").properties()) {
            JsonNode entry = member.getValue();
            String name = member.getKey();
            Candidate candidate = new Candidate(
                            name, "/registry/" + name.replace("~", "~0").replace("/", "~1"))
                    .describe(entry.path("description"))
                    .about(entry.path("title"))
                    .about(entry.at("/metadata/category"))
                    .about(entry.at("/metadata/tags"));
            JsonNode remote = entry.path("remote");
            if (remote.has("url")) {
                if (remote.path("transport_type").asText().equals("sse")) {
                    candidate.old();
                }
                if (entry.has("oauth")) {
                    candidate.note("its sign-in in a browser is not taken over; give it a token in headers");
                }
                candidate.remote(remote.path("url"), remote.path("headers"));
            } else if (entry.has("image")) {
                dockerImage(candidate, entry);
            } else {
                candidate.cannot("names neither an image nor an address");
            }
            found.add(candidate);
        }
    }

    /** Its secrets and variables are named apart from the values that its users give it. */
    private static void dockerImage(Candidate candidate, JsonNode entry) {
        ObjectNode env = JsonNodeFactory.instance.objectNode();
        entry.path("env")
                .forEach(each ->
                        env.put(each.path("name").asText(), each.path("value").asText()));
        entry.path("secrets").forEach(each -> {
            String variable = each.path("env").asText(each.path("name").asText());
            env.put(variable, "${input:" + variable + "}");
        });
        if (!entry.path("volumes").isEmpty()) {
            candidate.cannot("wants folders of its host, and containers here have none");
        }
        candidate.image(entry.path("image").asText(), entry.path("command"), env, 0);
    }

    static void toolHive(JsonNode root, List<Candidate> found) {
        String kind = root.path("kind").asText();
        JsonNode spec = root.path("spec");
        String name = root.at("/metadata/name").asText("server-" + found.size());
        Candidate candidate = new Candidate(name, "/" + found.size()).about(root.path("metadata"));
        switch (kind) {
            case "MCPServer" -> toolHiveServer(candidate, spec);
            case "MCPRemoteProxy", "MCPServerEntry" -> {
                if (spec.path("transport").asText().equals("sse")) {
                    candidate.old();
                }
                if (spec.has("oidcConfig") || spec.has("externalAuthConfigRef")) {
                    candidate.note("its sign-in is not taken over; give it a token in headers");
                }
                candidate.remote(
                        ClientFiles.first(spec, "remoteUrl", "remoteURL", "url"),
                        JsonNodeFactory.instance.objectNode());
            }
            default -> {
                if (!kind.startsWith("MCP")) {
                    return;
                }
                candidate.cannot("is a " + ClientFiles.shortened(kind) + " and no server");
            }
        }
        found.add(candidate);
    }

    private static void toolHiveServer(Candidate candidate, JsonNode spec) {
        String image = spec.path("image").asText();
        candidate.about(spec.path("image"));
        ObjectNode env = JsonNodeFactory.instance.objectNode();
        spec.path("env")
                .forEach(each ->
                        env.put(each.path("name").asText(), each.path("value").asText()));
        spec.path("secrets").forEach(each -> {
            String variable = each.path("targetEnvName").asText(each.path("key").asText());
            env.put(variable, "${input:" + variable + "}");
        });
        int scheme = image.indexOf("://");
        String runner = scheme < 0 ? "" : image.substring(0, scheme);
        if (runner.equals("npx") || runner.equals("uvx")) {
            ArrayNode args = JsonNodeFactory.instance.arrayNode();
            if (runner.equals("npx")) {
                args.add("-y");
            }
            args.add(image.substring(scheme + 3));
            spec.path("args").forEach(args::add);
            boolean stdio = spec.path("transport").asText("stdio").equals("stdio");
            if (!stdio) {
                candidate.cannot("listens on a port of its own choice; its definition must say where ${port} goes");
            }
            candidate.program(JsonNodeFactory.instance.textNode(runner), args, env, stdio);
        } else {
            toolHiveImage(candidate, spec, env);
        }
    }

    private static void toolHiveImage(Candidate candidate, JsonNode spec, ObjectNode env) {
        String transport = spec.path("transport").asText("stdio");
        if (!spec.path("volumes").isEmpty()) {
            candidate.cannot("wants folders of its host, and containers here have none");
        }
        boolean stdio = transport.equals("stdio");
        int port = ClientFiles.first(spec, "mcpPort", "targetPort", "port").asInt(8080);
        candidate.image(spec.path("image").asText(), spec.path("args"), env, stdio ? 0 : port);
        if (transport.equals("sse")) {
            candidate.old();
        }
        if (stdio && spec.at("/permissionProfile/name").asText().equals("none")) {
            candidate.server().put("network", "none");
        }
    }
}
