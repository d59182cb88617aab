package org.mcpcoordinator.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The arguments of one tool that its server wants repeated as headers: those whose schema carries {@code x-mcp-header}
 * (SEP-2243).
 */
public final class Mirrors {
    /** A tool that wants nothing repeated. */
    public static final Mirrors NONE = new Mirrors();

    private static final String ANNOTATION = "x-mcp-header";
    private static final String PROPERTIES = "properties";
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Set<String> PRIMITIVE = Set.of("boolean", "integer", "string");

    /** What these hold are values, not schemas. */
    private static final Set<String> VALUES = Set.of("default", "const", "enum", "examples");

    /** As deep as anything of ours reads; a list is not ours. */
    private static final int DEEPEST = 32;

    /** No server of ours takes more headers than 200. */
    private static final int MOST = 100;

    private final List<Mirror> mirrors = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private boolean broken;

    private Mirrors() {}

    /** An argument, by the names that lead to it, and the header that repeats it. */
    private record Mirror(List<String> path, String header) {}

    /** What the input schema of a tool wants; what it says against the rules wants nothing. */
    public static Mirrors of(JsonNode inputSchema) {
        Mirrors found = new Mirrors();
        found.broken = inputSchema.has(ANNOTATION);
        found.collect(inputSchema, List.of());
        return found.mirrors.isEmpty() && !found.broken ? NONE : found;
    }

    /** True if nothing is repeated. */
    public boolean isEmpty() {
        return mirrors.isEmpty();
    }

    /** True if the schema breaks the rules of the word somewhere: clients do not use such a tool. */
    public boolean isBroken() {
        return broken;
    }

    /** The headers of a call with these arguments; none for an argument that is null or not there. */
    public Map<String, String> headers(JsonNode arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Mirror mirror : mirrors) {
            JsonNode value = arguments;
            for (String step : mirror.path()) {
                value = value.path(step);
            }
            if (canBeRepeated(value)) {
                headers.put(McpHeaders.PARAM_PREFIX + mirror.header(), McpHeaders.encode(value.asText()));
            }
        }
        return headers;
    }

    /** Half a character has no UTF-8: a header could say no more than that there was something. */
    private static boolean canBeRepeated(JsonNode value) {
        return value.isTextual()
                ? StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())
                : value.isBoolean() || value.isIntegralNumber();
    }

    /** Goes down through {@code properties} only; the word anywhere else cannot be followed. */
    private void collect(JsonNode schema, List<String> way) {
        for (Map.Entry<String, JsonNode> part : schema.properties()) {
            broken |= !part.getKey().equals(PROPERTIES) && mentions(part.getKey(), part.getValue());
        }
        for (Map.Entry<String, JsonNode> property : schema.path(PROPERTIES).properties()) {
            List<String> here = new ArrayList<>(way);
            here.add(property.getKey());
            note(property.getValue(), List.copyOf(here));
            if (here.size() <= DEEPEST) {
                collect(property.getValue(), here);
            } else {
                broken |= mentions("", property.getValue().path(PROPERTIES));
            }
        }
    }

    private void note(JsonNode declared, List<String> way) {
        JsonNode name = declared.get(ANNOTATION);
        if (name == null) {
            return;
        }
        boolean fits = name.isTextual()
                && TOKEN.matcher(name.textValue()).matches()
                && PRIMITIVE.contains(declared.path("type").asText())
                && mirrors.size() < MOST
                // Names of headers are the same in small letters.
                && names.add(name.textValue().toLowerCase(Locale.ROOT));
        if (fits) {
            mirrors.add(new Mirror(way, name.textValue()));
        } else {
            broken = true;
        }
    }

    /** True if a part of a schema that is no list of properties holds the word as a keyword. */
    private static boolean mentions(String keyword, JsonNode part) {
        if (VALUES.contains(keyword)) {
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
