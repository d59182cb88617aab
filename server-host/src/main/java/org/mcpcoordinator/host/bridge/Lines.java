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
    /** Longer texts are worked on one at a time, so that many at once cannot fill the agent's memory. */
    static final int LARGE = 1 << 20;

    /**
     * Names and values of a message, brackets included; a value in memory takes tens of bytes, and one of eight million
     * would take 200 MB.
     */
    static final int MOST_TOKENS = 500_000;

    private static final ReentrantLock LARGE_ONES = new ReentrantLock();

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxNumberLength(1000)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Lines() {}

    /**
     * The value in the text.
     *
     * @throws IOException if it is no JSON, nested too deep, of too many values, or followed by something else
     */
    static JsonNode read(byte[] text) throws IOException {
        return read(text, text.length);
    }

    /** The value in the first bytes. */
    static JsonNode read(byte[] text, int length) throws IOException {
        JsonNode node = MAPPER.readTree(text, 0, length);
        if (node.isMissingNode()) {
            throw new IOException("nothing there");
        }
        return node;
    }

    /**
     * Works on a message of that many bytes, alone if it is a large one. Comes before a program's lock: whoever has that
     * may not call this.
     */
    static void work(long bytes, Runnable work) {
        if (bytes <= LARGE) {
            work.run();
            return;
        }
        LARGE_ONES.lock();
        try {
            work.run();
        } finally {
            LARGE_ONES.unlock();
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
