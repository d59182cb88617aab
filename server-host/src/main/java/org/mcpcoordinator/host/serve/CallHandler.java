package org.mcpcoordinator.host.serve;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.exchange.Exchanges;
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
        HttpQuestion.Headers headers = Exchanges.headers(exchange);
        Optional<HttpAnswer> refusal = LoopbackGuard.refusal(headers);
        if (refusal.isPresent()) {
            Exchanges.send(exchange, refusal.get());
        } else if (!exchange.getRelativePath().equals(PATH)) {
            Exchanges.send(
                    exchange,
                    HttpAnswer.refused(404, ErrorCode.INVALID_REQUEST, "nothing here; MCP is served at " + PATH));
        } else if (exchange.getRequestContentLength() > config.maxBody()) {
            Exchanges.sendTooBig(exchange, config.maxBody());
        } else {
            exchange.getRequestReceiver()
                    .receiveFullBytes(
                            (same, body) -> answer(
                                    same,
                                    new HttpQuestion(same.getRequestMethod().toString(), headers, body)),
                            Exchanges::unreadable);
        }
    }

    private void answer(HttpServerExchange exchange, HttpQuestion question) {
        Generation generation = enter();
        if (generation == null) {
            exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
            Exchanges.send(exchange, HttpAnswer.refused(503, ErrorCode.INTERNAL_ERROR, "this server is being stopped"));
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
            Exchanges.send(exchange, ready.answer());
        } else {
            Outcome.Work work = (Outcome.Work) outcome;
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> start(exchange, generation, work));
        }
    }

    private void start(HttpServerExchange exchange, Generation generation, Outcome.Work work) {
        TimedWork timed = new TimedWork(work, generation::leave, answer -> Exchanges.send(exchange, answer));
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
}
