package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.xnio.XnioIoThread;

/**
 * What all calls share: the routes, the connections, the sessions, the figures; and the choice of the copy that is
 * called: a session's own copy, else each in turn.
 */
final class Gateway {
    private static final String FIRST_MODERN = "2026-07-28";
    private static final int SESSIONS = 50_000;

    private final GatewayConfig config;
    private final Supplier<RouteTable> routes;
    private final GatewayFigures figures;
    private final Upstreams upstreams;
    private final Sessions sessions = new Sessions(SESSIONS);
    private final InFlight.Threads threads = new InFlight.Threads();
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

    /** @param counts gives the count of calls under way at an address */
    Gateway(
            GatewayConfig config,
            Supplier<RouteTable> routes,
            GatewayFigures figures,
            Function<String, AtomicInteger> counts) {
        this.config = config;
        this.routes = routes;
        this.figures = figures;
        this.upstreams = new Upstreams(config.connections(), counts);
    }

    GatewayConfig config() {
        return config;
    }

    GatewayFigures figures() {
        return figures;
    }

    Upstreams upstreams() {
        return upstreams;
    }

    InFlight inFlight(XnioIoThread thread) {
        return threads.of(thread);
    }

    /**
     * The copy to call.
     *
     * @param session the request's session id, if it has one that counts
     * @throws ProblemException SERVER_NOT_FOUND, SERVER_AWAY, SESSION_ENDED
     */
    Target choose(String server, @Nullable String session, String caller) {
        RouteTable table = routes.get();
        upstreams.sweep(table);
        List<Route> copies = table.routes().get(server);
        if (copies == null) {
            throw table.known().contains(server)
                    ? new ProblemException(ProblemCode.SERVER_AWAY, server + " is known, and no copy of it is healthy")
                    : new ProblemException(
                            ProblemCode.SERVER_NOT_FOUND, "there is no server named " + shortened(server));
        }
        if (session != null) {
            Sessions.Place place = sessions.find(server, session);
            if (place != null) {
                return ofSession(copies, place, caller);
            }
        }
        return Target.of(inTurn(server, copies), false);
    }

    /** True if the server is not routed now and will be in a moment: one process follows another. */
    boolean coming(String server) {
        return routes.get().coming().contains(server);
    }

    /** Another copy than the one that could not be reached, once; none for a call that belongs to a session. */
    @Nullable
    Target other(Target refused) {
        if (refused.again()) {
            return null;
        }
        return routes.get().routes().getOrDefault(refused.route().server(), List.of()).stream()
                .filter(route -> !route.address().equals(refused.route().address()))
                .findFirst()
                .map(route -> Target.of(route, true))
                .orElse(null);
    }

    /** The request's session id; modern requests have none, whatever they carry. */
    static @Nullable String session(HttpServerExchange exchange) {
        String version = exchange.getRequestHeaders().getFirst(Headline.PROTOCOL_VERSION);
        boolean modern = version != null && version.compareTo(FIRST_MODERN) >= 0;
        return modern ? null : exchange.getRequestHeaders().getFirst(Headline.SESSION_ID);
    }

    /** Remembers where a session lives once the server has shown that it knows it. */
    void noteSession(HttpServerExchange exchange, Target target, ClientResponse response) {
        int status = response.getResponseCode();
        if (status < 200 || status > 299) {
            return;
        }
        String server = target.route().server();
        String asked = session(exchange);
        String given = response.getResponseHeaders().getFirst(Headline.SESSION_ID);
        String session = given == null ? asked : given;
        if (session == null) {
            return;
        }
        if (exchange.getRequestMethod().equals(Methods.DELETE)) {
            sessions.forget(server, session);
        } else {
            sessions.bind(
                    server, session, new Sessions.Place(target.route().replica(), GatewayHandler.caller(exchange)));
        }
    }

    void close() {
        upstreams.close();
    }

    private static Target ofSession(List<Route> copies, Sessions.Place place, String caller) {
        return copies.stream()
                .filter(route ->
                        route.replica() == place.replica() && place.owner().equals(caller))
                .findFirst()
                .map(route -> Target.of(route, true))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.SESSION_ENDED,
                        "initialize again: the copy it lived on is gone, or it is not yours"));
    }

    private Route inTurn(String server, List<Route> copies) {
        if (copies.size() == 1) {
            return copies.get(0);
        }
        int turn = turns.computeIfAbsent(server, name -> new AtomicInteger()).getAndIncrement();
        return copies.get(Math.floorMod(turn, copies.size()));
    }

    private static String shortened(String server) {
        return server.length() <= 64 ? server : server.substring(0, 64) + "...";
    }
}
