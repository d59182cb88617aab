package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a call of {@code call_tool} the call it stands for: what it says as arguments takes the place of its own name and
 * arguments, byte for byte, and all else stays.
 */
public final class Unwrapped {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final byte[] body;
    private final Map<String, Demand.Span> spans = new HashMap<>();

    private Unwrapped(byte[] body) {
        this.body = body;
    }

    /** The call; empty if it does not say which tool, says it twice, or gives arguments that are no object. */
    public static Optional<byte[]> of(byte[] body) {
        Unwrapped reading = new Unwrapped(body);
        try (JsonParser parser = JSON.createParser(body)) {
            parser.nextToken();
            return reading.object(parser, "") ? reading.made() : Optional.empty();
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    /** Notes where what matters stands; false if that is twice. */
    private boolean object(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = path + "/" + parser.currentName();
            JsonToken value = parser.nextToken();
            int from = (int) parser.currentTokenLocation().getByteOffset();
            boolean entered =
                    value == JsonToken.START_OBJECT && (name.equals("/params") || name.equals("/params/arguments"));
            if (entered && !object(parser, name)) {
                return false;
            }
            if (!entered) {
                skip(parser, value);
            }
            boolean matters = switch (name) {
                case "/params/name", "/params/arguments/name" -> value == JsonToken.VALUE_STRING;
                case "/params/arguments", "/params/arguments/arguments" -> value == JsonToken.START_OBJECT;
                default -> false;
            };
            Demand.Span span =
                    new Demand.Span(from, (int) parser.currentLocation().getByteOffset());
            if (spans.put(matters ? name : "?" + name, span) != null) {
                return false;
            }
        }
        return true;
    }

    private static void skip(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            parser.getText();
        }
        parser.skipChildren();
    }

    private Optional<byte[]> made() {
        Demand.Span name = spans.get("/params/name");
        Demand.Span arguments = spans.get("/params/arguments");
        Demand.Span inner = spans.get("/params/arguments/name");
        if (name == null || arguments == null || inner == null || spans.containsKey("?/params/arguments/arguments")) {
            return Optional.empty();
        }
        byte[] given = bytes(spans.get("/params/arguments/arguments"));
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        if (name.from() < arguments.from()) {
            put(out, name, bytes(inner), arguments, given);
        } else {
            put(out, arguments, given, name, bytes(inner));
        }
        return Optional.of(out.toByteArray());
    }

    private void put(ByteArrayOutputStream out, Demand.Span one, byte[] first, Demand.Span other, byte[] second) {
        out.write(body, 0, one.from());
        out.writeBytes(first);
        out.write(body, one.to(), other.from() - one.to());
        out.writeBytes(second);
        out.write(body, other.to(), body.length - other.to());
    }

    private byte[] bytes(Demand.@Nullable Span span) {
        return span == null ? NOTHING : java.util.Arrays.copyOfRange(body, span.from(), span.to());
    }
}
