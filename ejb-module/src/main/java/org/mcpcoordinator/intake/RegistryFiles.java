package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code server.json} of the MCP registry (schema 2025-12-11), alone or in an answer of {@code GET /v0.1/servers}. A
 * package that this host may have the means for comes before a remote address.
 */
final class RegistryFiles {
    private static final String OFFICIAL = "io.modelcontextprotocol.registry/official";
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_.-]{1,100})}");

    private static final Pattern PORT = Pattern.compile("://[^/]*:([1-9][0-9]{0,4})(/|$)");

    private RegistryFiles() {}

    static boolean recognised(JsonNode root) {
        return isServer(root)
                || (root.path("servers").isArray() && !root.has("fleet") && isServer(inner(root.at("/servers/0"))))
                || (root.path("servers").isArray() && root.has("metadata") && !root.has("fleet"))
                || isServer(root.path("server"));
    }

    private static boolean isServer(JsonNode node) {
        return node.path("name").isTextual()
                && (node.path("packages").isArray() || node.path("remotes").isArray() || node.has("$schema"));
    }

    static JsonNode inner(JsonNode item) {
        return item.has("server") ? item.path("server") : item;
    }

    static void read(JsonNode root, List<Candidate> found) {
        if (root.path("servers").isArray()) {
            for (int i = 0; i < root.path("servers").size(); i++) {
                found.add(server(root.at("/servers/" + i), "/servers/" + i));
            }
        } else {
            found.add(server(root, ""));
        }
    }

    static Candidate server(JsonNode item, String place) {
        JsonNode server = inner(item);
        String full = server.path("name").asText("");
        Candidate candidate = new Candidate(full.substring(full.lastIndexOf('/') + 1), place)
                .describe(server.path("description"))
                .about(server.path("title"))
                .about(server.path("name"));
        String status = item.path("_meta")
                .path(OFFICIAL)
                .path("status")
                .asText(server.path("status").asText(""));
        if (status.equals("deleted")) {
            return candidate.cannot("has been deleted from its registry");
        }
        if (status.equals("deprecated")) {
            candidate.note("its registry calls it deprecated");
        }
        for (JsonNode each : server.path("packages")) {
            if (runner(each) != null) {
                return fromPackage(candidate, each);
            }
        }
        for (JsonNode remote : server.path("remotes")) {
            if (!remote.path("type").asText().equals("sse")) {
                return fromRemote(candidate, remote);
            }
        }
        if (!server.path("remotes").isEmpty()) {
            return fromRemote(candidate.old(), server.at("/remotes/0"));
        }
        if (!server.path("packages").isEmpty()) {
            String type = ClientFiles.shortened(
                    server.at("/packages/0").path("registryType").asText("unknown"));
            return type.equals("oci")
                    ? fromImage(candidate, server.at("/packages/0"))
                    : candidate.cannot("comes as a package of the kind " + type + ", which is not started here");
        }
        return candidate.cannot("names neither a package nor an address");
    }

    private static @Nullable String runner(JsonNode each) {
        return switch (ClientFiles.first(each, "registryType", "registry_type").asText()) {
            case "npm" -> "npx";
            case "pypi" -> "uvx";
            default -> null;
        };
    }

    private static Candidate fromPackage(Candidate candidate, JsonNode each) {
        String runner = String.valueOf(runner(each));
        String transport = each.path("transport").path("type").asText("stdio");
        if (each.has("registryBaseUrl")) {
            candidate.note("its package comes from "
                    + ClientFiles.shortened(each.path("registryBaseUrl").asText())
                    + " there; here the host's own settings of " + runner + " decide");
        }
        ArrayNode args = JsonNodeFactory.instance.arrayNode();
        if (runner.equals("npx")) {
            args.add("-y");
        }
        arguments(each.path("runtimeArguments"), args);
        String version = each.path("version").asText("");
        args.add(each.path("identifier").asText()
                + (version.isEmpty() || version.equals("latest") ? "" : (runner.equals("npx") ? "@" : "==") + version));
        arguments(each.path("packageArguments"), args);
        ObjectNode env = inputs(each.path("environmentVariables"));
        boolean stdio = transport.equals("stdio");
        if (!stdio && !hasPort(each.at("/transport/url").asText(), args, env)) {
            candidate.cannot("listens on a port of its own choice; its definition must say where ${port} goes");
        }
        candidate.about(each.path("identifier"));
        candidate.program(JsonNodeFactory.instance.textNode(runner), args, env, stdio);
        return transport.equals("sse") ? candidate.old() : candidate;
    }

    private static Candidate fromImage(Candidate candidate, JsonNode each) {
        String transport = each.path("transport").path("type").asText("stdio");
        if (!each.path("runtimeArguments").isEmpty()) {
            candidate.note("what its registry hands to the container engine (runtimeArguments) is left out");
        }
        ArrayNode args = JsonNodeFactory.instance.arrayNode();
        arguments(each.path("packageArguments"), args);
        int port = 0;
        if (!transport.equals("stdio")) {
            Matcher named = PORT.matcher(each.at("/transport/url").asText());
            if (!named.find()) {
                return candidate.cannot("does not say on which port the program in its image listens");
            }
            port = Integer.parseInt(named.group(1));
        }
        candidate.about(each.path("identifier"));
        candidate.image(each.path("identifier").asText(), args, inputs(each.path("environmentVariables")), port);
        return transport.equals("sse") ? candidate.old() : candidate;
    }

    /** The variable that stands for the port in the address gets ours. */
    private static boolean hasPort(String url, ArrayNode args, ObjectNode env) {
        Matcher variable =
                Pattern.compile("://[^/]*:\\{([A-Za-z0-9_.-]{1,100})}").matcher(url);
        if (!variable.find()) {
            return false;
        }
        String name = variable.group(1);
        if (env.has(name)) {
            env.put(name, Holes.PORT);
            return true;
        }
        for (int i = 0; i < args.size(); i++) {
            String text = args.get(i).asText();
            if (text.equals("${input:" + name + "}")) {
                args.set(i, JsonNodeFactory.instance.textNode(Holes.PORT));
                return true;
            }
        }
        return false;
    }

    private static Candidate fromRemote(Candidate candidate, JsonNode remote) {
        String url = remote.path("url").asText();
        StringBuilder whole = new StringBuilder();
        Matcher variable = VARIABLE.matcher(url);
        while (variable.find()) {
            JsonNode input = remote.path("variables").path(variable.group(1));
            String value = input.path("value").asText(input.path("default").asText(""));
            if (value.isEmpty()) {
                return candidate.cannot("its address wants a value for {" + variable.group(1)
                        + "}; write the whole address into the file");
            }
            variable.appendReplacement(whole, Matcher.quoteReplacement(value));
        }
        variable.appendTail(whole);
        return candidate.remote(JsonNodeFactory.instance.textNode(whole.toString()), inputs(remote.path("headers")));
    }

    private static void arguments(JsonNode list, ArrayNode to) {
        for (JsonNode argument : list) {
            String value = value(
                    argument,
                    argument.path("valueHint").asText(argument.path("name").asText("value")));
            boolean named = argument.path("type").asText().equals("named");
            String name = argument.path("name").asText();
            if (named && (!value.isEmpty() || argument.path("isRequired").asBoolean() || !argument.has("valueHint"))) {
                to.add(name);
            }
            if (!value.isEmpty()) {
                to.add(value);
            }
        }
    }

    private static ObjectNode inputs(JsonNode list) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (JsonNode input : list) {
            String value = value(input, input.path("name").asText());
            if (!value.isEmpty()) {
                all.put(input.path("name").asText(), value);
            }
        }
        return all;
    }

    /** Its value, else what is usual, else a hole if it is required; variables in it are holes too. */
    private static String value(JsonNode input, String name) {
        String value = input.path("value").asText(input.path("default").asText(""));
        if (value.isEmpty()) {
            return input.path("isRequired").asBoolean() ? "${input:" + name + "}" : "";
        }
        StringBuilder whole = new StringBuilder();
        Matcher variable = VARIABLE.matcher(value);
        while (variable.find()) {
            JsonNode inner = input.path("variables").path(variable.group(1));
            String known = inner.path("value").asText(inner.path("default").asText(""));
            String put = inner.isMissingNode()
                    ? variable.group()
                    : known.isEmpty() ? "${input:" + variable.group(1) + "}" : known;
            variable.appendReplacement(whole, Matcher.quoteReplacement(put));
        }
        variable.appendTail(whole);
        return whole.toString();
    }
}
