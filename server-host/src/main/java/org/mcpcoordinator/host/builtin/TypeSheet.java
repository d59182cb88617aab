package org.mcpcoordinator.host.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mcpcoordinator.mcp.Json;

/**
 * The words of a type, read from a JSON resource.
 *
 * @param name for example {@code files}
 * @param description for people
 * @param instructions for models, behind those of the server
 * @param config JSON Schema of the settings
 * @param tools declarations by name, in order
 */
public record TypeSheet(
        String name, String description, String instructions, ObjectNode config, Map<String, ObjectNode> tools) {
    public TypeSheet {
        Objects.requireNonNull(name);
        Objects.requireNonNull(description);
        Objects.requireNonNull(instructions);
        Objects.requireNonNull(config);
        Objects.requireNonNull(tools);
    }

    /** Reads the sheet {@code <name>.json} beside the class. */
    public static TypeSheet beside(Class<?> type, String name) {
        try (InputStream resource = type.getResourceAsStream(name + ".json")) {
            JsonNode sheet = Json.read(Objects.requireNonNull(resource, name).readAllBytes());
            Map<String, ObjectNode> tools = new LinkedHashMap<>();
            for (JsonNode tool : sheet.path("tools")) {
                tools.put(tool.path("name").asText(), (ObjectNode) tool);
            }
            ObjectNode config = (ObjectNode) sheet.required("config");
            common((ObjectNode) config.required("properties"));
            return new TypeSheet(
                    sheet.required("name").asText(),
                    sheet.required("description").asText(),
                    sheet.required("instructions").asText(),
                    config,
                    tools);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The values a setting may have, as the schema lists them; empty if it lists none. */
    public List<String> choices(String setting) {
        JsonNode schema = config.path("properties").path(setting);
        JsonNode list = schema.path("type").asText("").equals("array")
                ? schema.path("items").path("enum")
                : schema.path("enum");
        return Optional.of(list).stream()
                .flatMap(values -> {
                    var texts = new java.util.ArrayList<String>();
                    values.forEach(value -> texts.add(value.asText()));
                    return texts.stream();
                })
                .toList();
    }

    private static void common(ObjectNode properties) {
        properties.putObject("title").put("type", "string").put("maxLength", 80);
        properties.putObject("instructions").put("type", "string").put("maxLength", 500);
    }
}
