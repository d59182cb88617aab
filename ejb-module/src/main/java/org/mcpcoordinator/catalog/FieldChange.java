package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One field in which two definitions of a server differ; holds no secret values.
 *
 * @param field place in the definition, for example {@code env/LEVEL} or {@code args/2}
 * @param before empty if it was not there
 * @param after empty if it is not there any more
 */
public record FieldChange(String field, String before, String after) {
    private static final int LONGEST = 200;
    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*@");

    public FieldChange {
        Objects.requireNonNull(field);
        Objects.requireNonNull(before);
        Objects.requireNonNull(after);
    }

    /** Every field that differs, by name; empty for definitions that say the same. */
    public static List<FieldChange> between(ServerDefinition before, ServerDefinition after) {
        Map<String, String> one = fields(before);
        Map<String, String> other = fields(after);
        TreeSet<String> all = new TreeSet<>(one.keySet());
        all.addAll(other.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String field : all) {
            String was = one.getOrDefault(field, "");
            String is = other.getOrDefault(field, "");
            if (!was.equals(is)) {
                changes.add(new FieldChange(field, shown(field, was), shown(field, is)));
            }
        }
        return List.copyOf(changes);
    }

    private static Map<String, String> fields(ServerDefinition definition) {
        Map<String, String> fields = new TreeMap<>();
        collect("", DefinitionJson.write(definition), fields);
        return fields;
    }

    private static void collect(String place, JsonNode node, Map<String, String> fields) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(member -> collect(below(place, member.getKey()), member.getValue(), fields));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                collect(below(place, Integer.toString(i)), node.get(i), fields);
            }
        } else {
            fields.put(place, node.isValueNode() ? node.asText() : node.toString());
        }
    }

    private static String below(String place, String step) {
        return place.isEmpty() ? step : place + "/" + step;
    }

    /** Literal secrets were taken out when the file was read; what older rules let through is not shown either. */
    private static String shown(String field, String value) {
        String name = field.substring(field.lastIndexOf('/') + 1);
        if (!value.isEmpty() && !value.contains("${secret:") && LiteralSecrets.isSensitive(name)) {
            return "***";
        }
        String plain = USER_INFO.matcher(value).replaceAll("***@");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "..." : plain;
    }
}
