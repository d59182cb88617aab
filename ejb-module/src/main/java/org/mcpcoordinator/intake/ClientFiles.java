package org.mcpcoordinator.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Files of clients: {@code mcpServers} in its dialects, and {@code servers} of VS Code. */
final class ClientFiles {
    /** Said of programs that speak the transport of 2024-11-05: the files do not say where their port goes. */
    static final String OLD_TRANSPORT = "is a program that speaks HTTP+SSE, the transport of 2024-11-05;"
            + " write \"transport\": \"sse\" and where ${port} goes into a definition of your own";

    private ClientFiles() {}

    static void mcpServers(JsonNode root, List<Candidate> found) {
        servers(root.path("mcpServers"), "/mcpServers", found);
    }

    static void vscode(JsonNode root, List<Candidate> found) {
        boolean own = root.path("servers").isObject();
        servers(own ? root.path("servers") : root.at("/mcp/servers"), own ? "/servers" : "/mcp/servers", found);
    }

    private static void servers(JsonNode servers, String pointer, List<Candidate> found) {
        for (Map.Entry<String, JsonNode> member : servers.properties()) {
            String name = member.getKey();
            found.add(server(
                    new Candidate(name, pointer + "/" + name.replace("~", "~0").replace("/", "~1")),
                    member.getValue()));
        }
    }

    private static Candidate server(Candidate candidate, JsonNode entry) {
        if (!entry.isObject()) {
            return candidate.cannot("is no object");
        }
        candidate.describe(entry.path("description"));
        if (entry.path("disabled").asBoolean() || !entry.path("enabled").asBoolean(true)) {
            candidate.cannot("is switched off there");
        }
        String type = entry.path("type").asText(entry.path("transport").asText(""));
        JsonNode url = first(entry, "url", "serverUrl", "httpUrl");
        switch (type) {
            case "sse" -> {
                if (entry.has("command")) {
                    candidate.cannot(OLD_TRANSPORT);
                } else {
                    candidate.old();
                }
            }
            case "openapi" ->
                candidate.cannot("is an OpenAPI document and no server; the built-in type http-api"
                        + " calls such an interface");
            case "", "stdio", "http", "streamable-http", "streamableHttp", "streamable_http" -> {
                // These are served.
            }
            default -> candidate.cannot("is of the type \"" + shortened(type) + "\", which is not known here");
        }
        if (entry.has("cwd")) {
            candidate.note("its folder (cwd) is not kept; write absolute paths into its arguments");
        }
        if (entry.has("envFile")) {
            candidate.note("its envFile is not read; put what it needs into env");
        }
        if (entry.has("oauth") || entry.has("auth")) {
            candidate.note("its sign-in in a browser is not taken over; give it a token in headers");
        }
        return entry.has("command")
                ? candidate.program(entry.path("command"), entry.path("args"), entry.path("env"), true)
                : candidate.remote(url, entry.path("headers"));
    }

    static JsonNode first(JsonNode entry, String... names) {
        for (String name : names) {
            if (entry.has(name)) {
                return entry.get(name);
            }
        }
        return entry.path(names[0]);
    }

    static String shortened(String text) {
        String plain = text.replaceAll("\\p{Cntrl}+", " ");
        return plain.length() <= 60 ? plain : plain.substring(0, 57) + "...";
    }
}
