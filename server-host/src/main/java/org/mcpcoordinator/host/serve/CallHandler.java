package org.mcpcoordinator.host.serve;

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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.LoopbackGuard;
import org.mcpcoordinator.mcp.server.Outcome;
import org.xnio.XnioExecutor;

/**
 * HTTP of one server. Everything but tool work is answered on the I/O thread; tool work goes down the server's lane and
 * is answered when done or when its time is over, whichever comes first.
 */
final class CallHandler implements HttpHandler {
    private static final String PATH = "/mcp";

    private final ServeConfig config;
    private volatile Generation current;

    CallHandler(ServeConfig config, Generation first) {
        this.config = config;
        this.current = Objects.requireNonNull(first);
    }

    Generation current() {
        return current;
    }

    /** New calls take the next generation from now on; the old one ends with its last call. */
    void swap(Generation next) {
        Generation old = current;
        current = Objects.requireNonNull(next);
        old.retire();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.setMaxEntitySize(config.maxBody());
        HttpQuestion.Headers headers = name -> value(exchange.getRequestHeaders(), name);
        Optional<HttpAnswer> refusal = LoopbackGuard.refusal(headers);
        if (refusal.isPresent()) {
            send(exchange, refusal.get());
        } else if (!exchange.getRelativePath().equals(PATH)) {
            send(
                    exchange,
                    HttpAnswer.refused(404, ErrorCode.INVALID_REQUEST, "nothing here; MCP is served at " + PATH));
        } else if (exchange.getRequestContentLength() > config.maxBody()) {
            sendTooBig(exchange);
        } else {
            exchange.getRequestReceiver()
                    .receiveFullBytes(
                            (same, body) -> answer(
                                    same,
                                    new HttpQuestion(same.getRequestMethod().toString(), headers, body)),
                            CallHandler::unreadable);
        }
    }

    private void answer(HttpServerExchange exchange, HttpQuestion question) {
        Generation generation = enter();
        if (generation == null) {
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
            send(exchange, HttpAnswer.refused(503, ErrorCode.INTERNAL_ERROR, "this server is being stopped"));
            return;
        }
        Outcome outcome;
        try {
            outcome = generation.server().receive(question);
        } catch (RuntimeException | StackOverflowError unexpected) {
            generation.leave();
            throw unexpected;
        }
        if (outcome instanceof Outcome.Ready ready) {
            generation.leave();
            send(exchange, ready.answer());
        } else {
            Outcome.Work work = (Outcome.Work) outcome;
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> start(exchange, generation, work));
        }
    }

    private void start(HttpServerExchange exchange, Generation generation, Outcome.Work work) {
        TimedWork timed = new TimedWork(work, generation::leave, answer -> send(exchange, answer));
        XnioExecutor.Key alarm = exchange.getIoThread()
                .executeAfter(
                        () -> timed.giveUp("The call took longer than "
                                + config.callLimit().toSeconds() + " s and was stopped; ask for less at once."),
                        config.callLimit().toMillis(),
                        TimeUnit.MILLISECONDS);
        timed.alarm(alarm::remove);
        if (!generation.lane().submit(timed)) {
            timed.giveUp("The server is busy with " + (Lane.RUNNING + Lane.WAITING) + " calls; try again in a moment.");
            generation.leave();
        }
    }

    /** The current generation, entered; null only if the server was stopped. */
    private @Nullable Generation enter() {
        Generation seen = current;
        while (!seen.enter()) {
            Generation newer = current;
            if (newer == seen) {
                return null;
            }
            seen = newer;
        }
        return seen;
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
            // The client is gone; there is nobody to answer.
            exchange.endExchange();
        }
    }

    /** Closes the connection too, rather than read on to the end of what nobody wants. */
    private static void sendTooBig(HttpServerExchange exchange) {
        exchange.setPersistent(false);
        exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        send(exchange, HttpAnswer.refused(413, ErrorCode.INVALID_REQUEST, "the request body is too large"));
    }

    private static void send(HttpServerExchange exchange, HttpAnswer answer) {
        exchange.setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        if (answer.body().length == 0) {
            exchange.endExchange();
        } else {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(ByteBuffer.wrap(answer.body()));
        }
    }
}
