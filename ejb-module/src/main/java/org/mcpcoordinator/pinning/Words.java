package org.mcpcoordinator.pinning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All declarations of one name, and a digest of what a model reads of them: the order of members does not matter, nor do
 * icons and {@code _meta}.
 *
 * @param name the tool's own
 * @param digest SHA-256, 64 hexadecimal digits
 */
record Words(String name, String digest, List<JsonNode> declarations) {
    private static final List<String> READ =
            List.of("title", "description", "inputSchema", "outputSchema", "annotations");

    /** Sorts the members of maps, which is what trees are turned into before they are written. */
    private static final ObjectMapper SORTED =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    /** Of all tools, by name, in their order. PostgreSQL's texts hold no letter 0. */
    static Map<String, Words> all(Iterable<JsonNode> tools) {
        Map<String, List<JsonNode>> byName = new LinkedHashMap<>();
        for (JsonNode tool : tools) {
            byName.computeIfAbsent(name(tool), name -> new ArrayList<>()).add(tool);
        }
        Map<String, Words> words = new LinkedHashMap<>();
        byName.forEach((name, declarations) -> words.put(name, of(name, declarations)));
        return words;
    }

    static String name(JsonNode tool) {
        return tool.path("name").asText("").replace("\0", "");
    }

    /** The declarations as JSON, in an array. */
    String text() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        declarations.forEach(array::add);
        return array.toString();
    }

    private static Words of(String name, List<JsonNode> declarations) {
        ArrayNode read = JsonNodeFactory.instance.arrayNode();
        for (JsonNode declaration : declarations) {
            ObjectNode part = read.addObject();
            READ.stream().filter(declaration::has).forEach(member -> part.set(member, declaration.get(member)));
        }
        return new Words(name, digest(read), List.copyOf(declarations));
    }

    private static String digest(ArrayNode read) {
        try {
            byte[] sorted = SORTED.writeValueAsString(SORTED.treeToValue(read, Object.class))
                    .getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sorted));
        } catch (JsonProcessingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
