package org.mcpcoordinator.host.builtin.devtools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Tools on JSON texts. */
final class JsonTools {
    private static final int MOST_FOUND = 500;

    private JsonTools() {}

    static ToolResult path(Arguments arguments) {
        String path = arguments.text("path");
        if (path.contains("=~")) {
            throw new ToolFailure("path: regular expressions (=~) are not served in a path;"
                    + " select with ==, <, > or in, and use regex_find on the result");
        }
        JsonNode json = json(arguments, "json");
        int limit = Math.min(arguments.number("limit", 100), MOST_FOUND);
        try {
            JsonNode found = JsonPath.using(PathSettings.SETTINGS).parse(json).read(path);
            ObjectNode result = Json.object().put("count", found.size());
            ArrayNode matches = result.putArray("matches");
            for (int i = 0; i < Math.min(limit, found.size()); i++) {
                matches.add(found.get(i));
            }
            return ToolResult.json(result.put("cut", found.size() > limit));
        } catch (JsonPathException wrong) {
            throw new ToolFailure("path: " + wrong.getMessage() + "; write for example $.store.book[0].title", wrong);
        }
    }

    static ToolResult format(Arguments arguments) {
        JsonNode json = json(arguments, "json");
        return switch (arguments.text("style", "pretty")) {
            case "compact" -> ToolResult.text(Json.text(json));
            case "sorted" -> ToolResult.text(Json.pretty(sorted(json)));
            default -> ToolResult.text(Json.pretty(json));
        };
    }

    static ToolResult compare(Arguments arguments) {
        ObjectNode result = Json.object();
        ArrayNode differences = result.putArray("differences");
        compare(json(arguments, "left"), json(arguments, "right"), "", differences);
        result.put("equal", differences.isEmpty());
        return ToolResult.json(result.put("cut", differences.size() >= MOST_FOUND));
    }

    private static void compare(JsonNode left, JsonNode right, String place, ArrayNode differences) {
        if (left.equals(right)) {
            return;
        }
        if (left.isObject() && right.isObject()) {
            Set<String> names = new TreeSet<>();
            left.fieldNames().forEachRemaining(names::add);
            right.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> compare(
                    left.path(name),
                    right.path(name),
                    place + "/" + name.replace("~", "~0").replace("/", "~1"),
                    differences));
        } else if (left.isArray() && right.isArray()) {
            for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
                compare(left.path(i), right.path(i), place + "/" + i, differences);
            }
        } else {
            add(left, right, place, differences);
        }
    }

    private static void add(JsonNode left, JsonNode right, String place, ArrayNode differences) {
        if (differences.size() == MOST_FOUND) {
            return;
        }
        ObjectNode difference = differences.addObject().put("place", place.isEmpty() ? "/" : place);
        difference.put("kind", left.isMissingNode() ? "added" : right.isMissingNode() ? "removed" : "changed");
        if (!left.isMissingNode()) {
            difference.set("left", left);
        }
        if (!right.isMissingNode()) {
            difference.set("right", right);
        }
    }

    private static JsonNode sorted(JsonNode json) {
        if (json.isObject()) {
            TreeMap<String, JsonNode> fields = new TreeMap<>();
            json.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            ObjectNode result = Json.object();
            fields.forEach(result::set);
            return result;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode result = array.arrayNode();
            array.forEach(entry -> result.add(sorted(entry)));
            return result;
        }
        return json;
    }

    private static JsonNode json(Arguments arguments, String name) {
        try {
            return Json.read(arguments.text(name));
        } catch (IOException broken) {
            String reason =
                    String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
            throw new ToolFailure(name + ": is not JSON: " + reason, broken);
        }
    }

    /** Loaded with the first path, because the library behind it is large. */
    private static final class PathSettings {
        static final Configuration SETTINGS = Configuration.builder()
                .jsonProvider(new JacksonJsonNodeJsonProvider())
                .mappingProvider(new JacksonMappingProvider())
                .options(Option.ALWAYS_RETURN_LIST, Option.SUPPRESS_EXCEPTIONS)
                .build();

        private PathSettings() {}
    }
}
