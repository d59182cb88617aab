package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mcpcoordinator.mcp.McpHeaders;

/**
 * The arguments that a modern server wants repeated as headers: those whose schema carries {@code x-mcp-header} (SEP-2243). A
 * tool that breaks the rules of that word is not used; one bad tool takes no other with it.
 */
final class ParameterHeaders {
    private static final String ANNOTATION = "x-mcp-header";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final TreeSet<String> PRIMITIVE = new TreeSet<>(List.of("boolean", "integer", "string"));

    /** By tool, each header with the way to its argument. */
    private final Map<String, Map<String, List<String>>> tools = new HashMap<>();

    /** Keeps of a page of tools those that may be used; they are remembered. */
    void keep(ObjectNode page) {
        if (!(page.path("tools") instanceof ArrayNode listed)) {
            return;
        }
        for (int i = listed.size() - 1; i >= 0; i--) {
            String name = listed.get(i).path("name").asText();
            Optional<Map<String, List<String>>> headers = headers(listed.get(i).path("inputSchema"));
            if (headers.isEmpty()) {
                listed.remove(i);
            }
            Map<String, List<String>> known = headers.orElse(Map.of());
            if (known.isEmpty()) {
                tools.remove(name);
            } else {
                tools.put(name, known);
            }
        }
    }

    /** The headers of a call; none for an argument that is null or not there. */
    Map<String, String> of(ObjectNode call) {
        Map<String, String> headers = new LinkedHashMap<>();
        tools.getOrDefault(call.path("name").asText(), Map.of()).forEach((name, way) -> {
            JsonNode value = call.path("arguments");
            for (String step : way) {
                value = value.path(step);
            }
            if (value.isTextual() || value.isBoolean() || value.isIntegralNumber()) {
                headers.put(McpHeaders.PARAM_PREFIX + name, McpHeaders.encode(value.asText()));
            }
        });
        return headers;
    }

    /** Empty if the schema breaks the rules. */
    static Optional<Map<String, List<String>>> headers(JsonNode schema) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        boolean kept = !schema.has(ANNOTATION) && collect(schema, new ArrayList<>(), found);
        TreeSet<String> names = new TreeSet<>();
        return kept && found.keySet().stream().allMatch(name -> names.add(name.toLowerCase(Locale.ROOT)))
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Goes down through {@code properties} only; the word anywhere else cannot be followed. */
    private static boolean collect(JsonNode schema, List<String> way, Map<String, List<String>> found) {
        for (Map.Entry<String, JsonNode> part : schema.properties()) {
            if (!part.getKey().equals("properties") && mentions(part.getKey(), part.getValue())) {
                return false;
            }
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode declared = property.getValue();
            List<String> here = new ArrayList<>(way);
            here.add(property.getKey());
            JsonNode name = declared.get(ANNOTATION);
            if (name != null
                    && (!name.isTextual()
                            || !TOKEN.matcher(name.asText()).matches()
                            || !PRIMITIVE.contains(declared.path("type").asText())
                            || found.put(name.asText(), here) != null)) {
                return false;
            }
            if (!collect(declared, here, found)) {
                return false;
            }
        }
        return true;
    }

    /** True if a part of a schema that is no list of properties holds the word as a keyword. */
    private static boolean mentions(String keyword, JsonNode part) {
        // What these hold are values, not schemas.
        if (keyword.equals("default")
                || keyword.equals("const")
                || keyword.equals("enum")
                || keyword.equals("examples")) {
            return false;
        }
        if (part.isArray()) {
            for (JsonNode item : part) {
                if (mentions("", item)) {
                    return true;
                }
            }
            return false;
        }
        return part.isObject()
                && (part.has(ANNOTATION)
                        || part.properties().stream().anyMatch(inner -> mentions(inner.getKey(), inner.getValue())));
    }
}
