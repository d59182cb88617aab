package org.mcpcoordinator.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/**
 * Reads and writes JSON trees with the limits of a server that strangers talk to: depth 100, numbers of 200 digits, half a
 * million names, values and brackets, for a value takes many times the two bytes it is written in.
 */
public final class Json {
    /** Names and values of a text, brackets included. */
    static final int MOST_TOKENS = 500_000;

    /**
     * Nodes as they are read. A number that no double holds keeps its digits: as an infinite one it would be written as a text.
     * Of objects and lists others are made.
     */
    private static final JsonNodeFactory EXACT = new JsonNodeFactory() {
        private static final long serialVersionUID = 1;

        @Override
        public ValueNode numberNode(BigDecimal value) {
            double near = value.doubleValue();
            boolean held = !Double.isInfinite(near) && (near != 0 || value.signum() == 0);
            return held ? DoubleNode.valueOf(near) : DecimalNode.valueOf(value);
        }

        @Override
        public ObjectNode objectNode() {
            return instance.objectNode();
        }

        @Override
        public ArrayNode arrayNode() {
            return instance.arrayNode();
        }

        @Override
        public ArrayNode arrayNode(int capacity) {
            return instance.arrayNode(capacity);
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxNumberLength(200)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader READER =
            MAPPER.reader(EXACT).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws IOException if it is none, nested too deep, names a key twice, or is followed by something else
     */
    public static JsonNode read(byte[] bytes) throws IOException {
        return known(READER.readTree(bytes));
    }

    /** Reads one JSON value, as {@link #read(byte[])}. */
    public static JsonNode read(String text) throws IOException {
        return known(READER.readTree(text));
    }

    /** The tree as UTF-8. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The tree as text on one line. */
    public static String text(JsonNode node) {
        return node.toString();
    }

    /** The tree as text for people. */
    public static String pretty(JsonNode node) {
        return node.toPrettyString();
    }

    /** A new empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static JsonNode known(JsonNode node) throws IOException {
        if (node.isMissingNode()) {
            throw new IOException("nothing there");
        }
        return node;
    }
}
