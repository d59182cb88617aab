package org.mcpcoordinator.host.bridge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.LoopbackGuard;

/** Lets callers in and finds the program they mean; all of it on the I/O thread. */
final class BridgeHandler implements HttpHandler {
    /** The longest request, in bytes; one line on the pipe. */
    static final int BODY_BYTES = Pipe.LINE_BYTES;

    private static final String BEARER = "Bearer ";

    private final byte[] secret;
    private final Map<String, Bridged> programs;

    BridgeHandler(byte[] secret, Map<String, Bridged> programs) {
        this.secret = secret;
        this.programs = programs;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        // First of all: what is refused would else be read to its end, however long it is.
        exchange.setMaxEntitySize(BODY_BYTES);
        HttpQuestion.Headers headers = name -> value(exchange.getRequestHeaders(), name);
        Optional<HttpAnswer> refusal = LoopbackGuard.refusal(headers);
        if (refusal.isPresent()) {
            refuse(exchange, refusal.get());
            return;
        }
        if (!knowsSecret(headers.value("Authorization"))) {
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
            refuse(exchange, HttpAnswer.refused(401, ErrorCode.INVALID_REQUEST, "only the coordinator calls here"));
            return;
        }
        Bridged program = programs.get(exchange.getRequestPath());
        if (program == null) {
            refuse(exchange, HttpAnswer.refused(503, ErrorCode.INTERNAL_ERROR, "no such server runs here"));
            return;
        }
        if (exchange.getRequestContentLength() > BODY_BYTES) {
            sendTooBig(exchange);
            return;
        }
        exchange.getRequestReceiver()
                .receiveFullBytes(
                        (same, body) -> take(
                                program,
                                same,
                                new HttpQuestion(same.getRequestMethod().toString(), headers, body)),
                        BridgeHandler::unreadable);
    }

    private static void take(Bridged program, HttpServerExchange exchange, HttpQuestion question) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            Reply reply = new Reply(exchange);
            CallerWatch.arm(exchange, reply::leave);
            program.take(question, reply);
        });
    }

    /** Takes as long for any wrong secret. */
    private boolean knowsSecret(@Nullable String given) {
        return given != null
                && given.startsWith(BEARER)
                && MessageDigest.isEqual(
                        secret, given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String value(HeaderMap headers, String name) {
        HeaderValues values = headers.get(new HttpString(name));
        if (values == null) {
            return null;
        }
        return values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }

    private static void unreadable(HttpServerExchange exchange, IOException failure) {
        if (failure instanceof RequestTooBigException) {
            sendTooBig(exchange);
        } else {
            exchange.endExchange();
        }
    }

    private static void sendTooBig(HttpServerExchange exchange) {
        refuse(exchange, HttpAnswer.refused(413, ErrorCode.INVALID_REQUEST, "the request body is too large"));
    }

    /** What else may come on the connection is not read. */
    private static void refuse(HttpServerExchange exchange, HttpAnswer answer) {
        exchange.setPersistent(false);
        exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        send(exchange, answer);
    }

    private static void send(HttpServerExchange exchange, HttpAnswer answer) {
        exchange.setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
    }
}
