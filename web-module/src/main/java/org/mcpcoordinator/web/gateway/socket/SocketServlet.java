package org.mcpcoordinator.web.gateway.socket;

import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.servlet.websockets.ServletWebSocketHttpExchange;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.protocol.version13.Hybi13Handshake;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.door.Door;
import org.mcpcoordinator.web.door.Passes;
import org.mcpcoordinator.web.door.Refusal;

/** {@code /ws/mcp}: who may connect, and from which page, the door has decided before the upgrade. */
@WebServlet(name = "mcp-socket", urlPatterns = "/ws/mcp")
public final class SocketServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** The subprotocol. */
    static final String MCP = "mcp";

    @Inject
    transient Passes passes;

    @Inject
    transient Sockets sockets;

    @Inject
    transient Clock clock;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            upgrade(request, response);
        } catch (ProblemException refused) {
            Refusal.send(response, refused);
        }
    }

    private void upgrade(HttpServletRequest request, HttpServletResponse response) {
        ServletWebSocketHttpExchange facade =
                new ServletWebSocketHttpExchange(request, response, ConcurrentHashMap.newKeySet());
        Hybi13Handshake handshake = new Hybi13Handshake(Set.of(MCP), false);
        String protocols = request.getHeader("Sec-WebSocket-Protocol");
        if (!handshake.matches(facade)) {
            response.setHeader("Upgrade", "websocket");
            throw new ProblemException(ProblemCode.REQUEST_INVALID, "This address is for WebSocket, version 13.");
        }
        if (!Passes.offered(protocols).contains(MCP)) {
            throw new ProblemException(ProblemCode.REQUEST_INVALID, "Offer the subprotocol " + MCP + ".");
        }
        if (!(request.getAttribute(Door.ATTRIBUTE) instanceof Caller caller)) {
            throw new ProblemException(ProblemCode.NOT_AUTHENTICATED, "Sign in first.");
        }
        if (!sockets.hasRoom(caller.name())) {
            throw new ProblemException(ProblemCode.SERVER_AWAY, "Too many connections are open; close some.");
        }
        Optional<String> token = Passes.token(request.getHeader("Authorization"), protocols);
        HttpServerExchange exchange = ServletRequestContext.requireCurrent().getExchange();
        URI address = address(exchange);
        String host = request.getHeader("Host");
        facade.upgradeChannel((connection, from) -> {
            WebSocketChannel channel = handshake.createChannel(facade, connection, facade.getBufferPool());
            sockets.open(channel, address, host, passes.give(caller, token, clock.instant()));
        });
        handshake.handshake(facade);
    }

    /** Where this connection came in there is also /mcp. */
    private static URI address(HttpServerExchange exchange) {
        InetSocketAddress here = exchange.getDestinationAddress();
        String name = here.getAddress() instanceof Inet6Address
                ? "[" + here.getAddress().getHostAddress().replaceFirst("%.*", "") + "]"
                : here.getAddress().getHostAddress();
        return URI.create(exchange.getRequestScheme() + "://" + name + ":" + here.getPort() + "/mcp");
    }
}
