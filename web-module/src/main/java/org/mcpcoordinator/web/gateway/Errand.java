package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A request as far as it must be known while its server sleeps: read without keeping what it is about.
 *
 * @param body all of it
 * @param id null for a notification or an answer
 * @param method null for an answer, or for what is no single message
 * @param cursor true if a further page is asked for
 * @param progressToken missing if the caller wants to hear nothing
 * @param initialize parameters of {@code initialize}; null for any other request, or if they are longer than 8 KiB
 */
@SuppressWarnings("ArrayRecordComponent") // made and read by this package only
record Errand(
        byte[] body,
        @Nullable JsonNode id,
        @Nullable String method,
        boolean cursor,
        JsonNode progressToken,
        @Nullable ObjectNode initialize) {
    /** What only the server itself can do. */
    private static final Set<String> WAKING = Set.of("tools/call", "resources/read", "prompts/get");

    private static final Logger LOG = Logger.getLogger(Errand.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory JSON = MAPPER.getFactory();
    private static final int LONGEST_GREETING = 8 * 1024;

    /** Reads it; what cannot be read has no method. */
    static Errand of(byte[] body) {
        Draft draft = new Draft();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                draft.read(parser);
            }
        } catch (IOException broken) {
            LOG.debugf("A request that cannot be read: %s", broken.getMessage());
            draft.method = null;
        }
        ObjectNode greeting = "initialize".equals(draft.method) ? greeting(body) : null;
        return new Errand(body, draft.id, draft.method, draft.cursor, draft.progressToken, greeting);
    }

    /** True if the server is started for it. */
    boolean wakes() {
        return method != null && WAKING.contains(method);
    }

    private static @Nullable ObjectNode greeting(byte[] body) {
        try {
            return body.length <= LONGEST_GREETING && MAPPER.readTree(body).path("params") instanceof ObjectNode params
                    ? params
                    : null;
        } catch (IOException broken) {
            return null;
        }
    }

    private static final class Draft {
        private @Nullable JsonNode id;
        private @Nullable String method;
        private boolean cursor;
        private JsonNode progressToken = MissingNode.getInstance();

        void read(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("id") && isScalar(value)) {
                    id = MAPPER.readTree(parser);
                } else if (name.equals("method") && value == JsonToken.VALUE_STRING) {
                    method = parser.getText();
                } else if (name.equals("params") && value == JsonToken.START_OBJECT) {
                    params(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void params(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                cursor |= name.equals("cursor") && value == JsonToken.VALUE_STRING;
                if (name.equals("_meta") && value == JsonToken.START_OBJECT) {
                    meta(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void meta(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("progressToken") && isScalar(value)) {
                    progressToken = MAPPER.readTree(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private static boolean isScalar(JsonToken value) {
            return value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT;
        }
    }
}
