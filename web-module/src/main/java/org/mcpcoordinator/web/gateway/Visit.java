package org.mcpcoordinator.web.gateway;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.usage.Called;
import org.mcpcoordinator.web.gateway.callers.Allowance;
import org.mcpcoordinator.web.gateway.callers.Callers;
import org.mcpcoordinator.web.gateway.callers.Skim;

/**
 * One POST of a client, from where the door has let it in to the end of its answer: what limits hold for it, and what is told of
 * it when it is over. What it was about is read from the first bytes of its body, when nobody waits any more. On one I/O thread.
 */
final class Visit implements ExchangeCompletionListener {
    private static final AttachmentKey<Visit> KEY = AttachmentKey.create(Visit.class);
    private static final int LONGEST_TOOL = 128;
    private static final int LONGEST_WORD = 64;
    private static final long SECOND = 1_000_000_000L;
    private static final RequestBody.Watch UNREAD = RequestBody.Watch.of(new byte[0]);

    private final Callers callers;
    private final Caller caller;
    private final long begunAt = System.nanoTime();
    private RequestBody.Watch body = UNREAD;
    private @Nullable Allowance own;
    private @Nullable Allowance servers;
    private String server = "";
    private @Nullable String tool;
    private @Nullable String outcome;

    private Visit(Callers callers, Caller caller) {
        this.callers = callers;
        this.caller = caller;
    }

    /**
     * Lets the caller in. Streams and goodbyes, which are no POST, carry no calls.
     *
     * @throws ProblemException TOO_MANY_CALLS
     */
    static void begin(Callers callers, HttpServerExchange exchange, Caller caller) {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            return;
        }
        Visit visit = new Visit(callers, caller);
        exchange.putAttachment(KEY, visit);
        exchange.addExchangeCompleteListener(visit);
        Allowance allowance = callers.of(caller);
        if (allowance != null) {
            if (!enter(exchange, allowance)) {
                callers.figures().callerLimited();
                throw refused(exchange, "caller " + caller.name(), allowance);
            }
            visit.own = allowance;
        }
    }

    /**
     * It is for this server, which is there.
     *
     * @throws ProblemException TOO_MANY_CALLS
     */
    static void to(HttpServerExchange exchange, String server) {
        Visit visit = exchange.getAttachment(KEY);
        if (visit == null || !visit.server.isEmpty()) {
            return;
        }
        visit.server = server;
        Allowance allowance = visit.callers.of(server);
        if (allowance != null) {
            if (!enter(exchange, allowance)) {
                visit.callers.figures().serverLimited();
                throw refused(exchange, "server " + server, allowance);
            }
            visit.servers = allowance;
        }
    }

    /** What it calls, as its server calls it. */
    static void calls(HttpServerExchange exchange, String tool) {
        Visit visit = exchange.getAttachment(KEY);
        if (visit != null) {
            visit.tool = tool;
        }
    }

    /** Its body goes by there. */
    static void body(HttpServerExchange exchange, RequestBody.Watch body) {
        Visit visit = exchange.getAttachment(KEY);
        if (visit != null) {
            visit.body = body;
        }
    }

    /** It was answered in the server's place. */
    static void failed(HttpServerExchange exchange, ProblemCode code) {
        ended(exchange, code.name());
    }

    /** The same where its body may have been read for that answer only. */
    static void failed(HttpServerExchange exchange, ProblemCode code, byte[] head) {
        Visit visit = exchange.getAttachment(KEY);
        if (visit != null && visit.body.head().length == 0) {
            visit.body = RequestBody.Watch.of(head);
        }
        failed(exchange, code);
    }

    /** Its client did not wait. */
    static void gone(HttpServerExchange exchange) {
        ended(exchange, Called.GONE);
    }

    private static void ended(HttpServerExchange exchange, String outcome) {
        Visit visit = exchange.getAttachment(KEY);
        if (visit != null && visit.outcome == null) {
            visit.outcome = outcome;
        }
    }

    private static boolean enter(HttpServerExchange exchange, Allowance allowance) {
        long wait = allowance.enter();
        if (wait > 0) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString((wait + SECOND - 1) / SECOND));
        }
        return wait == 0;
    }

    private static ProblemException refused(HttpServerExchange exchange, String whose, Allowance allowance) {
        return new ProblemException(
                ProblemCode.TOO_MANY_CALLS,
                whose + " is allowed " + allowance.text() + "; try again after "
                        + exchange.getResponseHeaders().getFirst(Headers.RETRY_AFTER) + " s");
    }

    @Override
    public void exchangeEvent(HttpServerExchange exchange, NextListener next) {
        try {
            Allowance left = own;
            if (left != null) {
                left.leave();
            }
            left = servers;
            if (left != null) {
                left.leave();
            }
            tell(exchange);
        } finally {
            next.proceed();
        }
    }

    private void tell(HttpServerExchange exchange) {
        Skim skim = Skim.of(body.head());
        if (!skim.isCall()) {
            return;
        }
        String method = skim.method();
        callers.over(new Called(
                caller.name(),
                caller.means(),
                server,
                method.length() > LONGEST_WORD ? "" : method,
                tool(skim, method),
                skim.id().length() > LONGEST_WORD ? "" : skim.id(),
                outcome(exchange.getStatusCode()),
                Math.max(body.seen(), exchange.getRequestContentLength()),
                exchange.getResponseBytesSent(),
                System.nanoTime() - begunAt));
    }

    private String tool(Skim skim, String method) {
        if (tool != null) {
            return tool.length() > LONGEST_TOOL ? Called.UNTOLD : tool;
        }
        if (!method.isEmpty() && !method.equals("tools/call")) {
            return "";
        }
        boolean told =
                !method.isEmpty() && !skim.name().isEmpty() && skim.name().length() <= LONGEST_TOOL;
        return told ? skim.name() : Called.UNTOLD;
    }

    private String outcome(int status) {
        if (outcome != null) {
            return outcome;
        }
        return status < 400 ? Called.OK : "HTTP_" + status;
    }
}
