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
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Reads and writes JSON trees with the limits of a server that strangers talk to: depth 100, numbers of 200 digits, half a
 * million names, values and brackets, for a value takes many times the two bytes it is written in.
 */
public final class Json {
    /** Names and values of a text, brackets included. */
    static final int MOST_TOKENS = 500_000;

    /** Nodes as they are read: a number beyond all bounds would be written as a text. Of objects and lists others are made. */
    private static final JsonNodeFactory FINITE = new JsonNodeFactory() {
        private static final long serialVersionUID = 1;

        @Override
        public NumericNode numberNode(double value) {
            if (Double.isInfinite(value)) {
                throw new TooLarge();
            }
            return super.numberNode(value);
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
    private static final ObjectReader READER = MAPPER.reader(FINITE);

    private Json() {}

    /** A number that no double can hold. */
    private static final class TooLarge extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
    }

    /**
     * Reads one JSON value.
     *
     * @throws IOException if it is none, nested too deep, names a key twice, holds a number beyond all bounds, or is followed
     *     by something else
     */
    public static JsonNode read(byte[] bytes) throws IOException {
        try {
            return known(READER.readTree(bytes));
        } catch (TooLarge number) {
            throw new IOException("a number is too large", number);
        }
    }

    /** Reads one JSON value, as {@link #read(byte[])}. */
    public static JsonNode read(String text) throws IOException {
        try {
            return known(READER.readTree(text));
        } catch (TooLarge number) {
            throw new IOException("a number is too large", number);
        }
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
