package org.mcpcoordinator.host.exchange;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;

/** Reading and answering exchanges. */
public final class Exchanges {
    private Exchanges() {}

    /** The headers of the request; one that comes more than once is joined by commas. */
    public static HttpQuestion.Headers headers(HttpServerExchange exchange) {
        return name -> value(exchange.getRequestHeaders(), name);
    }

    /** Answers. */
    public static void send(HttpServerExchange exchange, HttpAnswer answer) {
        exchange.setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        if (answer.body().length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }

    /** Answers and closes the connection: what else may come on it is not read. */
    public static void sendLast(HttpServerExchange exchange, HttpAnswer answer) {
        exchange.setPersistent(false);
        exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        send(exchange, answer);
    }

    /** Says that the body is too large, rather than read on to the end of what nobody wants. */
    public static void sendTooBig(HttpServerExchange exchange) {
        sendLast(exchange, tooBig());
    }

    /**
     * Says that the announced body is too large. Who is a little over may finish, for one that is closed while it sends may
     * never hear why.
     *
     * @param limit in bytes; up to twice as many are read
     */
    public static void sendTooBig(HttpServerExchange exchange, long limit) {
        if (exchange.getRequestContentLength() > 2 * limit) {
            sendTooBig(exchange);
        } else {
            exchange.setMaxEntitySize(-1);
            send(exchange, tooBig());
        }
    }

    private static HttpAnswer tooBig() {
        return HttpAnswer.refused(413, ErrorCode.INVALID_REQUEST, "the request body is too large");
    }

    /** The body could not be received. */
    public static void unreadable(HttpServerExchange exchange, IOException failure) {
        if (failure instanceof RequestTooBigException) {
            sendTooBig(exchange);
        } else {
            // The client is gone; there is nobody to answer.
            exchange.endExchange();
        }
    }

    private static @Nullable String value(HeaderMap headers, String name) {
        HeaderValues values = headers.get(new HttpString(name));
        if (values == null) {
            return null;
        }
        return values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }
}
