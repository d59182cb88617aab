package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.cli.api.Api;

/** Finds, for a server, a call of one of its tools that succeeds: its arguments made up from the tool's schema. */
final class Tools {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Tools of the built-in types that are cheap and want arguments of a certain kind. */
    private static final Map<String, String> KNOWN = Map.of(
            "expression", "$.a",
            "json", "{\"a\":1}",
            "text", "abc",
            "pattern", "a",
            "left", "a\nb",
            "right", "a\nc",
            "prompt", "The pump is old. Ada ordered a new pump for 900 EUR. Who ordered it?");

    /** Tools that say more about their server than the first that wants no arguments. */
    private static final Set<String> FIRST = Set.of("ask");

    private Tools() {}

    /** The parameters of a {@code tools/call} that the server answered without an error. */
    static Optional<ObjectNode> callable(Api api, String server) {
        JsonNode tools = api.get("servers/" + server + "/tools");
        JsonNode list = tools.has("tools") ? tools.path("tools") : tools.path("items");
        for (int turn = 0; turn < 3; turn++) {
            for (JsonNode tool : list) {
                if (turn(tool) == turn) {
                    ObjectNode arguments = arguments(tool.path("inputSchema"));
                    String name = tool.path("name").asText();
                    if (works(api, server, name, arguments)) {
                        return Optional.of(JSON.objectNode().put("name", name).set("arguments", arguments));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Tools that say most are tried first, then those that want no arguments. */
    private static int turn(JsonNode tool) {
        if (FIRST.contains(tool.path("name").asText())) {
            return 0;
        }
        return tool.path("inputSchema").path("required").isEmpty() ? 1 : 2;
    }

    private static boolean works(Api api, String server, String tool, ObjectNode arguments) {
        ObjectNode call = JSON.objectNode().put("tool", tool);
        call.set("arguments", arguments);
        JsonNode result = api.post("servers/" + server + "/call", call);
        return !result.path("isError").asBoolean() && result.has("content");
    }

    private static ObjectNode arguments(JsonNode schema) {
        ObjectNode arguments = JSON.objectNode();
        for (JsonNode required : schema.path("required")) {
            String name = required.asText();
            JsonNode property = schema.path("properties").path(name);
            if (property.has("enum")) {
                arguments.set(name, property.path("enum").path(0));
            } else {
                switch (property.path("type").asText()) {
                    case "integer", "number" ->
                        arguments.put(name, property.path("minimum").asInt(1));
                    case "boolean" -> arguments.put(name, false);
                    default -> arguments.put(name, KNOWN.getOrDefault(name, "a"));
                }
            }
        }
        return arguments;
    }
}
