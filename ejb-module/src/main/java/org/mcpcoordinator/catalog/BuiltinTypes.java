package org.mcpcoordinator.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The built-in types and what their configuration may hold, from {@code builtin-types.json}. The server-host has the
 * last word at launch; here a mistake is found before anything is stored. A test holds the two against each other.
 */
final class BuiltinTypes {
    private static final BuiltinTypes KNOWN = new BuiltinTypes(resource("builtin-types.json"));

    private final ObjectNode types;

    private BuiltinTypes(ObjectNode types) {
        this.types = types;
    }

    static BuiltinTypes known() {
        return KNOWN;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        types.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Adds a mistake for everything in the configuration that the type does not take. */
    void check(String type, JsonNode config, String place, Mistakes mistakes) {
        Shape.withPlaceholders(mistakes).check(config, types.path(type), place);
    }

    /** The JSON Schema of fleet files, for editors: the types' configurations filled in. */
    static String fleetFileSchema() {
        ObjectNode schema = resource("fleet-file.schema.json");
        ObjectNode definitions = (ObjectNode) schema.get("$defs");
        ObjectNode server = (ObjectNode) definitions.get("server");
        for (String type : KNOWN.names()) {
            ObjectNode config = KNOWN.types.get(type).deepCopy();
            if (!config.has("additionalProperties")) {
                config.put("additionalProperties", false);
            }
            definitions.set("config-" + type, config);
            ObjectNode rule = server.withArray("allOf").addObject();
            rule.putObject("if").putArray("required").add("builtin");
            ((ObjectNode) rule.get("if"))
                    .putObject("properties")
                    .putObject("builtin")
                    .put("const", type);
            rule.putObject("then").putObject("properties").putObject("config").put("$ref", "#/$defs/config-" + type);
        }
        server.withObject("/properties/builtin")
                .putArray("enum")
                .addAll(KNOWN.names().stream()
                        .map(name -> (JsonNode) Canonical.JSON.getNodeFactory().textNode(name))
                        .toList());
        return schema.toPrettyString();
    }

    /** What the schema says of one server, whatever its way. */
    static ObjectNode serverSchema() {
        return (ObjectNode) resource("fleet-file.schema.json").get("$defs").get("server");
    }

    private static ObjectNode resource(String name) {
        try (InputStream stream = Objects.requireNonNull(BuiltinTypes.class.getResourceAsStream(name), name)) {
            return (ObjectNode) Canonical.JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " is broken", e);
        }
    }
}
