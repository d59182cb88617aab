package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Attempt;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.era.ClientSession;
import org.mcpcoordinator.web.gateway.era.Own;
import org.mcpcoordinator.web.gateway.era.Reply;
import org.mcpcoordinator.web.gateway.era.SessionCall;

/**
 * A request to a server that does not speak its caller's era: read whole and handed to the bridge, where all other calls
 * pass through untouched. Lives on one I/O thread.
 */
final class OtherEra {
    private static final Logger LOG = Logger.getLogger(OtherEra.class);

    private OtherEra() {}

    /** True if the server is known to lack the era of the request, which is told by its headers alone. */
    static boolean isNeeded(Route route, HttpServerExchange exchange) {
        Eras eras = route.eras();
        return eras != Eras.UNKNOWN
                && eras != Eras.BOTH
                && eras.lacks(Gateway.isModern(exchange) ? Era.MODERN : Era.LEGACY);
    }

    /**
     * The route of a request to all servers, if it has to be read: its server lacks the client's era as the route or its offer
     * tells, or may ask the client something, which needs an id that no other server uses.
     */
    static Optional<Route> of(Route route, HttpServerExchange exchange) {
        Forwarding forwarding = exchange.getAttachment(Forwarding.KEY);
        if (forwarding == null) {
            return Optional.empty();
        }
        Route known = route.eras() != Eras.UNKNOWN
                ? route
                : new Route(
                        route.server(),
                        route.replica(),
                        route.address(),
                        route.headers(),
                        route.incarnation(),
                        forwarding.eras());
        return forwarding.client() != null || forwarding.read() || isNeeded(known, exchange) || Own.is(known)
                ? Optional.of(known)
                : Optional.empty();
    }

    /** Calls the server with a body that has been read, in the client's era or the other one. */
    static void orCall(
            Gateway gateway, HttpServerExchange exchange, Target target, byte[] body, @Nullable EventStream stream) {
        Forwarding forwarding = exchange.getAttachment(Forwarding.KEY);
        Optional<Route> other = stream == null ? of(target.route(), exchange) : Optional.empty();
        if (forwarding != null && other.isPresent()) {
            forward(gateway, exchange, other.get(), body, forwarding);
        } else {
            new Call(gateway, exchange, target, body, stream).begin();
        }
    }

    /** Takes the request over; with {@code given} if it has been read. */
    static void begin(Gateway gateway, HttpServerExchange exchange, Route route, byte @Nullable [] given) {
        if (given == null) {
            begin(gateway, exchange, route);
        } else {
            take(gateway, exchange, route, given);
        }
    }

    /** Takes the request over; nothing of it has been read. */
    static void begin(Gateway gateway, HttpServerExchange exchange, Route route) {
        Intake.begin(
                gateway, exchange, gateway.config().sleeperBodyLimit(), body -> take(gateway, exchange, route, body));
    }

    /** The same for one that has been read. */
    static void take(Gateway gateway, HttpServerExchange exchange, Route route, byte[] body) {
        HttpQuestion.Headers headers = name -> header(exchange, name);
        take(
                gateway,
                exchange,
                route,
                new HttpQuestion(exchange.getRequestMethod().toString(), headers, body));
    }

    /** One to all servers that goes on to this one: it has another name there, and no session but ours. */
    static void forward(Gateway gateway, HttpServerExchange exchange, Route route, byte[] body, Forwarding forwarding) {
        HttpQuestion.Headers headers = name -> switch (name) {
            case McpHeaders.SESSION_ID -> null;
            case McpHeaders.NAME ->
                forwarding.name() == null ? header(exchange, name) : McpHeaders.encode(forwarding.name());
            default -> header(exchange, name);
        };
        if (forwarding.rewritten()) {
            // Else its length would be told before it is rewritten.
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        }
        if (forwarding.client() != null) {
            take(gateway, exchange, route, forwarding.client(), body);
        } else {
            take(gateway, exchange, route, new HttpQuestion("POST", headers, body));
        }
    }

    /** One of a client whose session is with many servers. */
    private static void take(
            Gateway gateway, HttpServerExchange exchange, Route route, ClientSession client, byte[] body) {
        try {
            if (Frames.read(Json.read(body)) instanceof Frames.Reading.Read read
                    && read.frame() instanceof Frame.Request request) {
                Attempt attempt = begun(gateway, exchange, route, body);
                if (attempt != null) {
                    Reply reply = reply(gateway, exchange, attempt);
                    SessionCall.begin(gateway.bridge(), exchange.getIoThread(), route, client, request, reply);
                }
                return;
            }
        } catch (IOException unreadable) {
            LOG.debugf("A request that cannot be read: %s", unreadable.getMessage());
        }
        RpcAnswer.send(exchange, ProblemCode.REQUEST_INVALID, "it cannot be read: a name stands in it twice", body);
    }

    private static void take(Gateway gateway, HttpServerExchange exchange, Route route, HttpQuestion question) {
        Attempt attempt = begun(gateway, exchange, route, question.body());
        if (attempt != null) {
            Reply reply = reply(gateway, exchange, attempt);
            gateway.eraDoor().take(exchange.getIoThread(), route, GatewayHandler.caller(exchange), question, reply);
        }
    }

    /** A call that its server may be asked for now; null if it has been refused. */
    private static @Nullable Attempt begun(Gateway gateway, HttpServerExchange exchange, Route route, byte[] body) {
        Attempt attempt = gateway.balance().begin(route, false);
        TaskPlace.called(exchange, route);
        Attempt.Refused refused = attempt.refused();
        if (refused == null) {
            return attempt;
        }
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, refused.seconds());
        RpcAnswer.send(exchange, refused.code(), refused.detail(), body);
        return null;
    }

    private static Reply reply(Gateway gateway, HttpServerExchange exchange, Attempt attempt) {
        long begunAt = System.nanoTime();
        gateway.figures().began();
        exchange.addResponseCommitListener(begins -> tell(attempt, begins.getStatusCode()));
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            attempt.end();
            gateway.figures().answered(Duration.ofNanos(System.nanoTime() - begunAt));
            gateway.figures().ended(ended.getStatusCode() < 500);
            proceed.proceed();
        });
        Reply reply = new Reply(exchange);
        if (exchange.getAttachment(Forwarding.KEY) != null) {
            reply.forMany();
        }
        ClientWatch.arm(exchange, reply::leave);
        return reply;
    }

    /** As the bridge tells it: what it says itself in the server's place has statuses of its own. */
    private static void tell(Attempt attempt, int status) {
        if (status == ProblemCode.SERVER_SILENT.status()) {
            attempt.silent();
        } else if (status == ProblemCode.SERVER_CUT.status()) {
            attempt.cut();
        } else {
            attempt.answered(status);
        }
    }

    private static @Nullable String header(HttpServerExchange exchange, String name) {
        return Headline.value(exchange.getRequestHeaders(), name);
    }
}
