package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/** JSON as it passes the bridge: numbers keep their digits, whatever their size. */
final class Lines {
    /** Longer texts are read one at a time, so that many at once cannot fill the agent's memory. */
    private static final int LARGE = 1 << 20;

    private static final ReentrantLock LARGE_ONES = new ReentrantLock();

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxNumberLength(1000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Lines() {}

    /**
     * The value in the text.
     *
     * @throws IOException if it is no JSON, nested too deep, or followed by something else
     */
    static JsonNode read(byte[] text) throws IOException {
        boolean large = text.length > LARGE;
        if (large) {
            LARGE_ONES.lock();
        }
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isMissingNode()) {
                throw new IOException("nothing there");
            }
            return node;
        } finally {
            if (large) {
                LARGE_ONES.unlock();
            }
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
