package org.mcpcoordinator.web.gateway;

import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Reply;

/**
 * A request to one server that has tasks: read, for the server knows no callers, and would show each the tasks of all. What is no
 * single message is refused, for the server might read it. On one I/O thread.
 */
final class TaskedCall {
    private final Whole whole;
    private final HttpServerExchange exchange;
    private final String server;

    private TaskedCall(Whole whole, HttpServerExchange exchange, String server) {
        this.whole = whole;
        this.exchange = exchange;
        this.server = server;
    }

    /** Takes a POST over; nothing of it has been read. */
    static void begin(Whole whole, HttpServerExchange exchange, String server) {
        TaskedCall call = new TaskedCall(whole, exchange, server);
        Intake.begin(whole.gateway(), exchange, whole.gateway().config().wholeBodyLimit(), call::take);
    }

    private void take(byte[] body) {
        Demand.Reading reading = Demand.read(body);
        if (reading instanceof Demand.Reading.Refused refused) {
            reply(exchange, Reply.failed(400, new Frame.Failure(refused.id(), refused.code(), refused.reason(), null)));
            return;
        }
        Demand demand = ((Demand.Reading.Read) reading).demand();
        Reply instead = new TaskWatch(whole, exchange).instead(server, demand, isModern(exchange, demand));
        if (instead != null) {
            reply(exchange, instead);
        } else {
            GatewayHandler.send(whole.gateway(), exchange, server, System.nanoTime(), body);
        }
    }

    static boolean isModern(HttpServerExchange exchange, Demand demand) {
        HttpQuestion question =
                new HttpQuestion("POST", name -> exchange.getRequestHeaders().getFirst(name), demand.body());
        return McpServer.isModern(question, demand.frame());
    }

    static void reply(HttpServerExchange exchange, Reply reply) {
        exchange.setStatusCode(reply.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()), IoCallback.END_EXCHANGE);
    }
}
