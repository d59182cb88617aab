package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.Reply;

/**
 * A request to a server that does not speak its caller's era: read whole and handed to the bridge, where all other calls
 * pass through untouched. Lives on one I/O thread.
 */
final class OtherEra {
    private OtherEra() {}

    /** True if the server is known to lack the era of the request, which is told by its headers alone. */
    static boolean isNeeded(Route route, HttpServerExchange exchange) {
        Eras eras = route.eras();
        return eras != Eras.UNKNOWN
                && eras != Eras.BOTH
                && eras.lacks(Gateway.isModern(exchange) ? Era.MODERN : Era.LEGACY);
    }

    /** Takes the request over; nothing of it has been read. */
    static void begin(Gateway gateway, HttpServerExchange exchange, Route route) {
        Intake.begin(gateway, exchange, new Intake.End() {
            @Override
            public void whole(byte[] body) {
                take(gateway, exchange, route, body);
            }

            @Override
            public void refused(ProblemCode code, String detail) {
                RpcAnswer.send(exchange, code, detail, new byte[0]);
            }
        });
    }

    /** The same for one that has been read. */
    static void take(Gateway gateway, HttpServerExchange exchange, Route route, byte[] body) {
        long begunAt = System.nanoTime();
        gateway.figures().began();
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            gateway.figures().answered(Duration.ofNanos(System.nanoTime() - begunAt));
            gateway.figures().ended(ended.getStatusCode() < 500);
            proceed.proceed();
        });
        Reply reply = new Reply(exchange);
        ClientWatch.arm(exchange, reply::leave);
        HttpQuestion.Headers headers = name -> header(exchange, name);
        gateway.eraDoor()
                .take(
                        exchange.getIoThread(),
                        route,
                        GatewayHandler.caller(exchange),
                        new HttpQuestion(exchange.getRequestMethod().toString(), headers, body),
                        reply);
    }

    private static @Nullable String header(HttpServerExchange exchange, String name) {
        var values = exchange.getRequestHeaders().get(name);
        return values == null ? null : values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }
}
