package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.web.wire.Json;

/** JSON Schemas of records: members by their Java types, required unless {@link Nullable}. */
final class Schemas {
    private static final Map<Class<?>, String> PLAIN = Map.of(
            String.class, "string",
            int.class, "integer",
            Integer.class, "integer",
            long.class, "integer",
            Long.class, "integer",
            double.class, "number",
            Double.class, "number",
            boolean.class, "boolean",
            Boolean.class, "boolean");

    private final ObjectNode named;

    /** Keeps the schemas of records in {@code named}, by simple name. */
    Schemas(ObjectNode named) {
        this.named = named;
    }

    /** The schema of a type. */
    ObjectNode of(Type type) {
        return of(type, Map.of());
    }

    private ObjectNode of(Type type, Map<TypeVariable<?>, Type> bound) {
        ObjectNode schema = Json.mapper().createObjectNode();
        if (type instanceof TypeVariable<?> variable) {
            return of(bound.getOrDefault(variable, JsonNode.class), bound);
        }
        if (type instanceof ParameterizedType generic) {
            return of(generic, bound);
        }
        Class<?> plain = (Class<?>) type;
        String word = PLAIN.get(plain);
        if (word != null) {
            return schema.put("type", word);
        }
        if (plain == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        if (plain.isEnum()) {
            ArrayNode values = schema.put("type", "string").putArray("enum");
            for (Object value : plain.getEnumConstants()) {
                values.add(value.toString());
            }
            return schema;
        }
        if (JsonNode.class.isAssignableFrom(plain)) {
            return schema;
        }
        if (plain.isRecord()) {
            return schema.put("$ref", "#/components/schemas/" + reference(plain));
        }
        throw new IllegalArgumentException(plain + " has no schema: use records, lists, maps, enums and plain values");
    }

    private ObjectNode of(ParameterizedType generic, Map<TypeVariable<?>, Type> bound) {
        ObjectNode schema = Json.mapper().createObjectNode();
        Class<?> raw = (Class<?>) generic.getRawType();
        Type[] arguments = generic.getActualTypeArguments();
        if (List.class.isAssignableFrom(raw)) {
            schema.put("type", "array").set("items", of(arguments[0], bound));
            return schema;
        }
        if (Map.class.isAssignableFrom(raw)) {
            schema.put("type", "object").set("additionalProperties", of(arguments[1], bound));
            return schema;
        }
        return members(raw, Map.of(raw.getTypeParameters()[0], arguments[0]));
    }

    private String reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!named.has(name)) {
            // The place is taken first: a record may hold itself.
            ObjectNode place = named.putObject(name);
            place.setAll(members(type, Map.of()));
        }
        return name;
    }

    private ObjectNode members(Class<?> type, Map<TypeVariable<?>, Type> bound) {
        ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.mapper().createArrayNode();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), of(component.getGenericType(), bound));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }
}
