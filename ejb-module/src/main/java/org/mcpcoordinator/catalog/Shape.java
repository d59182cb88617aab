package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Checks a value against the part of JSON Schema that this package's resources use: type, enum, minimum, maximum,
 * maxLength, pattern, items, maxItems, properties, propertyNames, required, dependentRequired, additionalProperties (absent: none),
 * maxProperties. A text that holds a placeholder is checked for its type only: what it becomes is known at launch.
 */
final class Shape {
    private final Mistakes mistakes;
    private final boolean placeholders;

    private Shape(Mistakes mistakes, boolean placeholders) {
        this.mistakes = mistakes;
        this.placeholders = placeholders;
    }

    /** For values that stand as they are. */
    static Shape literal(Mistakes mistakes) {
        return new Shape(mistakes, false);
    }

    /** For values that may hold placeholders. */
    static Shape withPlaceholders(Mistakes mistakes) {
        return new Shape(mistakes, true);
    }

    void check(JsonNode value, JsonNode schema, String place) {
        String type = schema.path("type").asText();
        boolean fits = switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            default -> value.isObject();
        };
        if (!fits) {
            mistakes.add(place, "must be " + article(type) + ", not " + kind(value));
            return;
        }
        switch (type) {
            case "string" -> text(value.textValue(), schema, place);
            case "integer" -> number(value, schema, place);
            case "number" -> fraction(value, schema, place);
            case "array" -> array(value, schema, place);
            case "object" -> object(value, schema, place);
            default -> {
                // true and false need no more checking
            }
        }
    }

    /** What a value is, in a word for people. */
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            default -> "null";
        };
    }

    private static String article(String type) {
        return switch (type) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            default -> "an object";
        };
    }

    private void text(String value, JsonNode schema, String place) {
        if (placeholders && value.contains("${")) {
            return;
        }
        if (schema.has("enum")) {
            List<String> known = new ArrayList<>();
            schema.get("enum").forEach(one -> known.add(one.asText()));
            if (!known.contains(value)) {
                mistakes.unknown(place, "value", value, known);
            }
        }
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (value.length() > most) {
            mistakes.add(place, "has " + value.length() + " characters; at most " + most + " are allowed");
        } else {
            pattern(value, schema, place);
        }
    }

    private void pattern(String value, JsonNode schema, String place) {
        if (schema.has("pattern")
                && !compiled(schema.get("pattern").asText()).matcher(value).matches()) {
            mistakes.add(
                    place,
                    "\"" + Mistakes.shortened(value) + "\" does not fit: "
                            + schema.path("description").asText());
        }
    }

    /**
     * A group that repeats up to the end never gives back what it took: else the JDK follows each turn by a call, and a long text
     * ends the thread. JSON Schema cannot say that; none of ours has alternatives of which one begins like another.
     */
    private static Pattern compiled(String pattern) {
        return Pattern.compile(pattern.replace(")*$", ")*+$"), Pattern.DOTALL);
    }

    private void number(JsonNode value, JsonNode schema, String place) {
        long least = schema.path("minimum").asLong(Long.MIN_VALUE);
        long most = schema.path("maximum").asLong(Long.MAX_VALUE);
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            mistakes.add(place, value.asText() + " is outside " + least + " to " + most);
        }
    }

    private void fraction(JsonNode value, JsonNode schema, String place) {
        double least = schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY);
        double most = schema.path("maximum").asDouble(Double.POSITIVE_INFINITY);
        if (!(value.doubleValue() >= least && value.doubleValue() <= most)) {
            mistakes.add(place, value.asText() + " is outside " + least + " to " + most);
        }
    }

    private void array(JsonNode value, JsonNode schema, String place) {
        int most = schema.path("maxItems").asInt(Integer.MAX_VALUE);
        if (value.size() > most) {
            mistakes.add(place, "has " + value.size() + " entries; at most " + most + " are allowed");
        }
        for (int i = 0; i < value.size(); i++) {
            check(value.get(i), schema.path("items"), place + "/" + i);
        }
    }

    private void object(JsonNode value, JsonNode schema, String place) {
        JsonNode known = schema.path("properties");
        List<String> names = new ArrayList<>();
        known.fieldNames().forEachRemaining(names::add);
        int most = schema.path("maxProperties").asInt(Integer.MAX_VALUE);
        if (value.size() > most) {
            mistakes.add(place, "has " + value.size() + " entries; at most " + most + " are allowed");
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String at = Mistakes.below(place, member.getKey());
            if (known.has(member.getKey())) {
                check(member.getValue(), known.get(member.getKey()), at);
            } else if (schema.path("additionalProperties").isObject()) {
                pattern(member.getKey(), schema.path("propertyNames"), at);
                check(member.getValue(), schema.get("additionalProperties"), at);
            } else if (!schema.path("additionalProperties").asBoolean()) {
                mistakes.unknown(at, "key", member.getKey(), names);
            }
        }
        dependents(value, schema, place);
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                mistakes.add(
                        place,
                        "\"" + required.asText() + "\" is missing: "
                                + known.path(required.asText())
                                        .path("description")
                                        .asText());
            }
        }
    }

    private void dependents(JsonNode value, JsonNode schema, String place) {
        for (Map.Entry<String, JsonNode> rule : schema.path("dependentRequired").properties()) {
            for (JsonNode required : rule.getValue()) {
                if (value.has(rule.getKey()) && !value.has(required.asText())) {
                    mistakes.add(
                            place,
                            "\"" + required.asText() + "\" is missing, which \"" + rule.getKey() + "\" needs: "
                                    + schema.path("properties")
                                            .path(required.asText())
                                            .path("description")
                                            .asText());
                }
            }
        }
    }
}
