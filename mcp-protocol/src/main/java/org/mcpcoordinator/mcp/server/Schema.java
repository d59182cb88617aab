package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks a value against the part of JSON Schema that our tools use: type, enum, required, dependentRequired, properties,
 * additionalProperties, items, pattern, and the bounds of numbers, texts and lists. Other keywords are not looked at, so
 * schemas must come from us and never from strangers.
 */
public final class Schema {
    private static final int MOST_MISTAKES = 10;

    private final List<String> mistakes = new ArrayList<>();

    private Schema() {}

    /** A sentence for each mistake, beginning with its place; empty if the value fits; at most ten. */
    public static List<String> mistakes(JsonNode schema, JsonNode value) {
        Schema check = new Schema();
        check.check(schema, value, "");
        return check.mistakes.stream().limit(MOST_MISTAKES).toList();
    }

    private void check(JsonNode schema, JsonNode value, String place) {
        if (!hasType(schema.path("type"), value)) {
            say(place, "must be " + words(schema.path("type")) + ", not " + kind(value));
            return;
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            say(place, "must be one of " + words(schema.get("enum")));
        }
        if (value instanceof ObjectNode object) {
            checkFields(schema, object, place);
        } else if (value.isArray()) {
            checkItems(schema, value, place);
        } else if (value.isTextual()) {
            checkText(schema, value.textValue(), place);
        } else if (value.isNumber()) {
            checkBounds(schema, value.doubleValue(), "minimum", "maximum", "", place);
        }
    }

    private void checkFields(JsonNode schema, ObjectNode object, String place) {
        for (JsonNode name : schema.path("required")) {
            if (!object.has(name.asText())) {
                say(join(place, name.asText()), "is missing");
            }
        }
        for (Map.Entry<String, JsonNode> rule : schema.path("dependentRequired").properties()) {
            for (JsonNode name : rule.getValue()) {
                if (object.has(rule.getKey()) && !object.has(name.asText())) {
                    say(join(place, name.asText()), "is missing; " + rule.getKey() + " needs it");
                }
            }
        }
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            if (!known.isMissingNode()) {
                check(known, field.getValue(), join(place, field.getKey()));
            } else if (others.isObject()) {
                check(others, field.getValue(), join(place, field.getKey()));
            } else if (others.isBoolean() && !others.booleanValue()) {
                say(join(place, field.getKey()), "is not known here" + known(schema));
            }
        }
    }

    private void checkItems(JsonNode schema, JsonNode list, String place) {
        checkBounds(schema, list.size(), "minItems", "maxItems", " entries", place);
        for (int i = 0; i < list.size() && schema.has("items"); i++) {
            check(schema.get("items"), list.get(i), place + "[" + i + "]");
        }
    }

    private void checkText(JsonNode schema, String text, String place) {
        checkBounds(schema, text.codePointCount(0, text.length()), "minLength", "maxLength", " characters", place);
        JsonNode pattern = schema.path("pattern");
        if (pattern.isTextual()
                && !Pattern.compile(pattern.textValue()).matcher(text).find()) {
            say(place, "must look like " + pattern.textValue());
        }
    }

    private void checkBounds(JsonNode schema, double size, String least, String most, String unit, String place) {
        if (schema.has(least) && size < schema.get(least).doubleValue()) {
            say(place, "must be at least " + schema.get(least).asText() + unit);
        }
        if (schema.has(most) && size > schema.get(most).doubleValue()) {
            say(place, "must be at most " + schema.get(most).asText() + unit);
        }
    }

    private void say(String place, String what) {
        mistakes.add((place.isEmpty() ? "the value" : place) + ": " + what);
    }

    private static String known(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "; there are no fields" : "; fields are " + String.join(", ", names);
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode one : type) {
                if (hasType(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText("")) {
            case "" -> true;
            case "integer" -> value.isIntegralNumber() || (value.isNumber() && value.doubleValue() % 1 == 0);
            default -> type.textValue().equals(kind(value));
        };
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }

    private static String words(JsonNode names) {
        if (!names.isArray()) {
            return names.asText();
        }
        List<String> words = new ArrayList<>();
        names.forEach(name -> words.add(name.asText()));
        return String.join(", ", words);
    }

    private static String join(String place, String name) {
        return place.isEmpty() ? name : place + "." + name;
    }
}
