package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.time.Duration;
import org.mcpcoordinator.web.gateway.callers.Skim;

/**
 * A greeting whose client has gone before its answer came. The server opens a session that nobody knows, and many keep it until
 * they are told to end it: so its answer is waited for, and the session ended. Meanwhile it counts as a call of its caller.
 */
final class Orphan {
    /** So long a server that is slow to greet is waited for. */
    static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private Orphan() {}

    /**
     * True if the request, all of which has been read, may open a session at its server: it has none, and is a greeting or hides
     * what it is.
     *
     * @param head the first bytes of its body
     */
    static boolean mayBe(HttpServerExchange exchange, byte[] head) {
        if (!exchange.getRequestMethod().equals(Methods.POST)
                || !exchange.isRequestComplete()
                || Gateway.isModern(exchange)
                || Gateway.session(exchange) != null) {
            return false;
        }
        String method = Skim.of(head).method();
        return method.isEmpty() || method.equals("initialize");
    }

    /** Ends the session that the answer tells of. */
    static void end(Gateway gateway, Target target, ClientResponse response) {
        String session = response.getResponseHeaders().getFirst(Headline.SESSION_ID);
        if (session != null) {
            gateway.lodgings().endUnknown(target.route(), session);
        }
    }
}
