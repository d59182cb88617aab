package org.mcpcoordinator.host.bridge;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.exchange.Exchanges;
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
    private final Budget budget;

    BridgeHandler(byte[] secret, Map<String, Bridged> programs, Budget budget) {
        this.secret = secret;
        this.programs = programs;
        this.budget = budget;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        // First of all: what is refused would else be read to its end, however long it is.
        exchange.setMaxEntitySize(BODY_BYTES);
        HttpQuestion.Headers headers = Exchanges.headers(exchange);
        Optional<HttpAnswer> refusal = LoopbackGuard.refusal(headers);
        if (refusal.isPresent()) {
            Exchanges.sendLast(exchange, refusal.get());
            return;
        }
        if (!knowsSecret(headers.value("Authorization"))) {
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
            Exchanges.sendLast(
                    exchange, HttpAnswer.refused(401, ErrorCode.INVALID_REQUEST, "only the coordinator calls here"));
            return;
        }
        Bridged program = programs.get(exchange.getRequestPath());
        if (program == null) {
            Exchanges.sendLast(exchange, HttpAnswer.refused(503, ErrorCode.INTERNAL_ERROR, "no such server runs here"));
            return;
        }
        if (exchange.getRequestContentLength() > BODY_BYTES) {
            Exchanges.sendTooBig(exchange, BODY_BYTES);
            return;
        }
        exchange.dispatch(
                SameThreadExecutor.INSTANCE,
                () -> Intake.begin(
                        exchange,
                        budget,
                        (body, weight) -> take(
                                program,
                                exchange,
                                new HttpQuestion(exchange.getRequestMethod().toString(), headers, body),
                                weight)));
    }

    private void take(Bridged program, HttpServerExchange exchange, HttpQuestion question, long weight) {
        Reply reply = new Reply(exchange, budget, weight);
        CallerWatch.arm(exchange, reply::leave);
        program.take(question, reply);
    }

    /** Takes as long for any wrong secret. */
    private boolean knowsSecret(@Nullable String given) {
        return given != null
                && given.startsWith(BEARER)
                && MessageDigest.isEqual(
                        secret, given.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8));
    }
}
