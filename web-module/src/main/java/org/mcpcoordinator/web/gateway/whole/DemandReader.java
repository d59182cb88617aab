package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Meta;

/**
 * Reads one {@link Demand}. A name that stands twice where we look is refused: we might read the one and the server the other.
 * So is what is not UTF-8, because places in it are counted in bytes.
 */
final class DemandReader {
    private static final Logger LOG = Logger.getLogger(DemandReader.class);
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(100)
                    .maxNumberLength(200)
                    .build())
            .build();
    private static final Set<String> TEXTS = Set.of("name", "uri", "cursor", "taskId", "level", "protocolVersion");
    private static final Set<String> META =
            Set.of(Meta.PROTOCOL_VERSION, Meta.CLIENT_CAPABILITIES, Meta.CLIENT_INFO, Meta.LOG_LEVEL);

    private final byte[] body;
    private final Map<String, Demand.Span> spans = new HashMap<>();
    private final ObjectNode params = JsonNodeFactory.instance.objectNode();
    private @Nullable JsonNode id;
    private @Nullable String method;
    private boolean wrongId;
    private boolean version;
    private boolean answer;

    DemandReader(byte[] body) {
        this.body = body;
    }

    /** It is JSON, and no message. */
    private static final class NoMessage extends IOException {
        private static final long serialVersionUID = 1;

        NoMessage(String reason) {
            super(reason);
        }
    }

    Demand.Reading read() {
        if (body.length < 2 || body[0] <= 0 || body[1] <= 0) {
            return new Demand.Reading.Refused(null, ErrorCode.PARSE_ERROR.code(), "the body is not one JSON value");
        }
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw new NoMessage(
                        first == JsonToken.START_ARRAY ? "batches are not served here" : "a message is a JSON object");
            }
            message(parser);
            if (parser.nextToken() != null) {
                throw new NoMessage("something follows the message");
            }
            check();
        } catch (NoMessage none) {
            return new Demand.Reading.Refused(id, ErrorCode.INVALID_REQUEST.code(), String.valueOf(none.getMessage()));
        } catch (IOException broken) {
            LOG.debugf("A request that cannot be read: %s", broken.getMessage());
            return new Demand.Reading.Refused(id, ErrorCode.PARSE_ERROR.code(), "the body is not one JSON value");
        }
        return new Demand.Reading.Read(new Demand(body, id, method, params, spans));
    }

    private void check() throws NoMessage {
        if (!version) {
            throw new NoMessage("jsonrpc must be \"2.0\"");
        }
        if (wrongId) {
            throw new NoMessage("an id is a text or a whole number");
        }
        if (method != null && method.isEmpty()) {
            throw new NoMessage("method is a text that is not empty");
        }
        if (answer == (method != null)) {
            throw new NoMessage(
                    answer
                            ? "a message is a request or an answer, not both"
                            : "a message needs a method, a result or an error");
        }
    }

    private void message(JsonParser parser) throws IOException {
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = once(parser, seen);
            JsonToken value = parser.nextToken();
            switch (name) {
                case "jsonrpc" -> version = value == JsonToken.VALUE_STRING && "2.0".equals(parser.getText());
                case "id" -> readId(parser, value);
                case "method" -> {
                    if (value != JsonToken.VALUE_STRING) {
                        throw new NoMessage("method is a text that is not empty");
                    }
                    method = parser.getText();
                }
                case "params" -> {
                    if (value != JsonToken.START_OBJECT) {
                        throw new NoMessage("params must be an object");
                    }
                    params(parser);
                }
                case "result", "error" -> {
                    answer = true;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
    }

    private void readId(JsonParser parser, JsonToken value) throws IOException {
        switch (value) {
            case VALUE_STRING -> id = JsonNodeFactory.instance.textNode(parser.getText());
            case VALUE_NUMBER_INT -> id = JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
            default -> {
                wrongId = true;
                parser.skipChildren();
            }
        }
    }

    private void params(JsonParser parser) throws IOException {
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = once(parser, seen);
            JsonToken value = parser.nextToken();
            if (TEXTS.contains(name)) {
                text(parser, value, params, name, name);
            } else if (name.equals("ref") && value == JsonToken.START_OBJECT) {
                ref(parser);
            } else if (name.equals(Meta.FIELD) && value == JsonToken.START_OBJECT) {
                meta(parser);
            } else if (name.equals("requestId") && value.isScalarValue()) {
                params.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
    }

    private void ref(JsonParser parser) throws IOException {
        ObjectNode ref = params.putObject("ref");
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = once(parser, seen);
            text(parser, parser.nextToken(), ref, name, "ref." + name);
        }
    }

    private void meta(JsonParser parser) throws IOException {
        ObjectNode meta = params.putObject(Meta.FIELD);
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = once(parser, seen);
            JsonToken value = parser.nextToken();
            if (META.contains(name)) {
                if (value == JsonToken.START_OBJECT) {
                    meta.putObject(name);
                } else if (value == JsonToken.VALUE_STRING) {
                    meta.put(name, parser.getText());
                } else {
                    meta.putNull(name);
                }
            }
            parser.skipChildren();
        }
    }

    /** What is no text is kept as null: then it is there, and wrong. */
    private void text(JsonParser parser, JsonToken value, ObjectNode to, String name, String path) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            int from = (int) parser.currentTokenLocation().getByteOffset();
            to.put(name, parser.getText());
            spans.put(path, new Demand.Span(from, (int) parser.currentLocation().getByteOffset()));
        } else {
            to.putNull(name);
            parser.skipChildren();
        }
    }

    private static String once(JsonParser parser, Set<String> seen) throws IOException {
        String name = parser.currentName();
        // Some servers read names in any case; to upper case first, for some letters have no other way to their plain
        // one.
        if (!seen.add(name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT))) {
            throw new NoMessage("a name stands twice");
        }
        return name;
    }
}
