package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mcpcoordinator.mcp.Json;

/** What {@code tools/list} says of each tool; kept beside this class in {@code tools.json}. */
final class Declarations {
    private static final Map<String, ObjectNode> BY_NAME = read();

    private Declarations() {}

    /** Shared, not to be changed. */
    static ObjectNode of(String name) {
        ObjectNode declaration = BY_NAME.get(name);
        if (declaration == null) {
            throw new IllegalArgumentException("tools.json lacks " + name);
        }
        return declaration;
    }

    private static Map<String, ObjectNode> read() {
        try (InputStream file = Declarations.class.getResourceAsStream("tools.json")) {
            if (file == null) {
                throw new IllegalStateException("tools.json is missing");
            }
            Map<String, ObjectNode> byName = new LinkedHashMap<>();
            for (JsonNode each : Json.read(file.readAllBytes())) {
                byName.put(each.path("name").asText(), (ObjectNode) each);
            }
            return byName;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
