package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.web.door.Refusal;

/**
 * An answer of our own in a server's place: a JSON-RPC error that names the call. Its code is the problem's number: it
 * lies outside the range JSON-RPC and MCP keep for themselves.
 */
final class RpcAnswer {
    private static final Logger LOG = Logger.getLogger(RpcAnswer.class);
    /** An id may hold half a character, which JSON can name and UTF-8 cannot. */
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int READ_FOR_ID = 64 * 1024;

    private RpcAnswer() {}

    /**
     * Answers a request nobody has read from yet. Its body, up to 64 KiB, is read first to learn the call's id.
     */
    static void unread(HttpServerExchange exchange, ProblemCode code, String detail) {
        if (exchange.isRequestComplete() || exchange.getRequestContentLength() > READ_FOR_ID) {
            send(exchange, code, detail, new byte[0]);
            return;
        }
        exchange.getRequestReceiver().setMaxBufferSize(READ_FOR_ID);
        exchange.getRequestReceiver()
                .receiveFullBytes((ready, body) -> send(ready, code, detail, body), (failed, cause) -> {
                    LOG.debugf(cause, "No id to be had from a body");
                    send(failed, code, detail, new byte[0]);
                });
    }

    /**
     * Answers now.
     *
     * @param head the beginning of the request's body, as far as it is known
     */
    static void send(HttpServerExchange exchange, ProblemCode code, String detail, byte[] head) {
        Visit.failed(exchange, code, head);
        // A client of all servers must not take one that is ill for all of them.
        exchange.setStatusCode(exchange.getAttachment(Forwarding.KEY) == null ? code.status() : 200);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        Refusal.leaveBody(exchange);
        exchange.getResponseSender().send(text(code, detail, head), StandardCharsets.UTF_8, IoCallback.END_EXCHANGE);
    }

    /** The error as text, without line ends. */
    static String text(ProblemCode code, String detail, byte[] head) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("jsonrpc", "2.0");
            json.writeFieldName("id");
            writeId(json, head);
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", code.number());
            json.writeStringField("message", code.title() + ": " + detail);
            json.writeObjectFieldStart("data");
            json.writeStringField("code", code.name());
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    /** Writes the id that stands in {@code head}, in its own type; null if there is none or it lies further on. */
    private static void writeId(JsonGenerator json, byte[] head) throws IOException {
        try (JsonParser parser = JSON.createParser(head)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean id = "id".equals(parser.currentName());
                    JsonToken value = parser.nextToken();
                    if (id && (value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT)) {
                        json.copyCurrentEvent(parser);
                        return;
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException cutOffOrNoJson) {
            LOG.debugf("No id in the first %d bytes: %s", head.length, cutOffOrNoJson.getMessage());
        }
        json.writeNull();
    }
}
