package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.ClientSession;

/**
 * What is other with a request to all servers that goes on to one of them; on its exchange.
 *
 * @param name what its header {@code Mcp-Name} is to say; null if it has none
 * @param revision its revision there, where that may be another than the client's; null in the modern era
 * @param rewritten true if its answer is rewritten, and so has another length
 * @param eras which the server speaks, as its offer tells
 * @param client the legacy client's session, if its server may ask it something; else null
 * @param read true if it has to be read on its way for another reason
 */
record Forwarding(
        @Nullable String name,
        @Nullable String revision,
        boolean rewritten,
        Eras eras,
        @Nullable ClientSession client,
        boolean read) {
    static final AttachmentKey<Forwarding> KEY = AttachmentKey.create(Forwarding.class);

    private static final HttpString NAME = new HttpString(McpHeaders.NAME);

    void request(HeaderMap headers) {
        if (name != null && headers.contains(NAME)) {
            headers.put(NAME, McpHeaders.encode(name));
        }
        if (revision != null) {
            headers.put(Headline.PROTOCOL_VERSION, revision);
        }
        if (rewritten) {
            headers.remove(Headers.ACCEPT_ENCODING);
        }
    }

    void response(HeaderMap headers) {
        if (rewritten) {
            headers.remove(Headers.CONTENT_LENGTH);
        }
    }

    /** True if the server does not know the session that we opened there; some say 404, some 400. Only we can open it again. */
    boolean isLost(Target target, int status) {
        String session = target.session();
        return session != null && !session.isEmpty() && (status == 404 || status == 400);
    }

    /** Opens it again. */
    static CompletableFuture<Target> reopen(Gateway gateway, HttpServerExchange exchange, Target lost) {
        String server = lost.route().server();
        String session = Gateway.session(exchange);
        List<Route> copies = gateway.table().routes().get(server);
        if (session == null || copies == null) {
            return CompletableFuture.failedFuture(
                    new ProblemException(ProblemCode.SERVER_AWAY, server + " is not there any more"));
        }
        gateway.lodgings().lose(server, session, GatewayHandler.caller(exchange));
        return gateway.lodgings()
                .reopen(
                        server,
                        session,
                        GatewayHandler.caller(exchange),
                        copies,
                        gateway.config().limit());
    }
}
