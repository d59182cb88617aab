package org.mcpcoordinator.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a tool says rightly which of its arguments are to be repeated in headers ({@code x-mcp-header}, SEP-2243): by tokens
 * that differ, on texts, whole numbers and booleans, which the root reaches through properties only. Of a tool that does
 * not, no client over HTTP may know.
 */
final class Mirroring {
    private static final String ANNOTATION = "x-mcp-header";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");
    private static final int DEEPEST = 64;

    /** What is no schema in a schema. */
    private static final Set<String> DATA = Set.of("default", "examples", "const", "enum");

    private final Set<String> headers = new HashSet<>();

    private Mirroring() {}

    static boolean isRight(JsonNode schema) {
        return new Mirroring().isRight(schema, true, false, 0);
    }

    /**
     * Of a part of a schema.
     *
     * @param reached true if only properties lie between the root and here
     * @param names true if this is an object of properties, whose names mean nothing
     */
    private boolean isRight(JsonNode part, boolean reached, boolean names, int depth) {
        if (depth > DEEPEST) {
            return true;
        }
        return (names || !part.has(ANNOTATION) || (reached && depth > 0 && isFit(part)))
                && part.properties().stream().allMatch(each -> isRight(each, reached, names, depth))
                && areRight(part, depth);
    }

    private boolean isRight(Map.Entry<String, JsonNode> each, boolean reached, boolean names, int depth) {
        boolean properties = !names && each.getKey().equals("properties");
        boolean data = !names && DATA.contains(each.getKey());
        return data || isRight(each.getValue(), reached && (names || properties), properties, depth + 1);
    }

    /** What stands in a list is reached by no property. */
    private boolean areRight(JsonNode list, int depth) {
        if (list.isArray()) {
            for (JsonNode each : list) {
                if (!isRight(each, false, false, depth + 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isFit(JsonNode part) {
        String header = part.path(ANNOTATION).textValue();
        return header != null
                && TOKEN.matcher(header).matches()
                && TYPES.contains(part.path("type").asText(""))
                && headers.add(header.toLowerCase(Locale.ROOT));
    }
}
