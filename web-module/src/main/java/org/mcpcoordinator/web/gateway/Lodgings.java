package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.client.ClientResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.standby.Sleepers;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.kept.SessionIds;

/**
 * Finds the process in which a caller's session at one server lives, and has the session move when that process has ended: it is
 * opened in another one with what its client said at first. Safe for any thread.
 */
final class Lodgings {
    /** What no process is called: a session that lives in it has yet to be opened. */
    private static final String UNOPENED = "unopened";

    /** How sessions begin that we give out ourselves. */
    private static final String MINTED = "sleeper-";

    /** A longer greeting is not kept: its session is then opened as is usual. In letters. */
    private static final int LONGEST_GREETING = 1024;

    private static final CompletableFuture<?> AT_ONCE = CompletableFuture.completedFuture(null);

    private final Supplier<RouteTable> routes;
    private final Sleepers sleepers;
    private final Balance balance;
    private final Sessions sessions;
    private final Farewells farewells;
    private final Map<String, CompletableFuture<Target>> opening = new ConcurrentHashMap<>();

    Lodgings(Supplier<RouteTable> routes, SessionBook book, Sleepers sleepers, Balance balance) {
        this.routes = routes;
        this.sleepers = sleepers;
        this.balance = balance;
        this.farewells = new Farewells(sleepers::endSession);
        this.sessions = new Sessions(book, this::sayGoodbye);
    }

    /**
     * The copy to call in the caller's session.
     *
     * @throws ProblemException SESSION_ENDED
     */
    Target target(List<Route> copies, String server, String session, String caller) {
        return ofSession(copies, own(server, session, caller));
    }

    /**
     * Remembers where a session lives once the server has shown that it knows it.
     *
     * @return ends when its caller may learn of it: any node may be asked for it then
     */
    CompletionStage<?> note(HttpServerExchange exchange, Target target, ClientResponse response) {
        int status = response.getResponseCode();
        if (status < 200 || status > 299) {
            return AT_ONCE;
        }
        String server = target.route().server();
        String asked = Gateway.session(exchange);
        String given = response.getResponseHeaders().getFirst(Headline.SESSION_ID);
        if (asked != null && exchange.getRequestMethod().equals(Methods.DELETE)) {
            sessions.forget(server, asked);
        } else if (asked != null && Headline.isEventStream(response.getResponseHeaders())) {
            Runnable left = sessions.listens(server, asked);
            exchange.addExchangeCompleteListener((ended, proceed) -> {
                left.run();
                proceed.proceed();
            });
        } else if (given != null && target.session() == null && !given.equals(asked)) {
            return sessions.bind(
                    server, given, Sessions.Place.through(target.route(), GatewayHandler.caller(exchange)));
        }
        return AT_ONCE;
    }

    /** A session of ours, given out for a server that sleeps: opened there when it is called. */
    String mint(String server, String caller, @Nullable ObjectNode greeting) {
        String session = SessionIds.next(MINTED);
        String said = greeting == null ? null : greeting.toString();
        boolean kept = said != null && said.length() <= LONGEST_GREETING;
        sessions.rebind(server, session, new Sessions.Place(0, caller, "", "", kept ? said : null));
        return session;
    }

    /**
     * Where the caller's session lives. Nobody learns whether there is one of somebody else's.
     *
     * @throws ProblemException SESSION_ENDED
     */
    Sessions.Place own(String server, String session, String caller) {
        Sessions.Place place = sessions.find(server, session, caller);
        if (place == null) {
            throw ended();
        }
        return place;
    }

    private static ProblemException ended() {
        return new ProblemException(ProblemCode.SESSION_ENDED, "initialize again: it has ended or is not yours");
    }

    void forget(String server, String session, String caller) {
        own(server, session, caller);
        sessions.forget(server, session);
    }

    /**
     * Where the caller's session lives now; opened there, once however many of its calls ask, if the process it lived in
     * has ended.
     *
     * @param most for all of it; over 0
     * @throws ProblemException SESSION_ENDED
     */
    CompletableFuture<Target> reopen(String server, String session, String caller, List<Route> copies, Duration most) {
        // The first copy of one on demand is the one that was woken; any other server has its sessions spread.
        Route route = copies.get(0).onDemand() ? copies.get(0) : balance.choose(server, copies);
        String key = server + '\n' + session + '\n' + route.incarnation();
        // Looked up within: whoever comes after it has been opened finds it, and does not open it again.
        CompletableFuture<Target> opened = opening.computeIfAbsent(key, fresh -> {
            Sessions.Place place = own(server, session, caller);
            Target there = ofPassing(copies, place);
            if (!there.stale()) {
                return CompletableFuture.completedFuture(there);
            }
            String greeting = place.greeting();
            return sleepers.session(route, read(greeting), most).thenApply(id -> {
                sessions.rebind(
                        server,
                        session,
                        new Sessions.Place(route.replica(), caller, route.incarnation(), id, greeting));
                return Target.of(route, true).with(id);
            });
        });
        own(server, session, caller);
        return opened.whenComplete((target, failure) -> opening.remove(key, opened));
    }

    /**
     * Has a session of ours, with all servers, lead to one at the server, which is opened when it is called.
     *
     * @param greeting parameters of {@code initialize}, as JSON
     */
    void enter(String server, String session, String caller, Supplier<String> greeting) {
        if (sessions.find(server, session, caller) == null) {
            sessions.rebind(server, session, new Sessions.Place(0, caller, UNOPENED, "", greeting.get()));
        }
    }

    /** The server does not know that session any more, or never opened it: it is opened anew when it is called. */
    void lose(String server, String session, String caller) {
        Sessions.Place place = sessions.find(server, session, caller);
        if (place != null) {
            sessions.rebind(server, session, new Sessions.Place(0, caller, UNOPENED, "", place.greeting()));
        }
    }

    /** A session of ours has ended, and so does the one at the server. */
    void leave(String server, String session) {
        sessions.end(server, session);
    }

    /** A session that was given to nobody. */
    void endUnknown(Route route, String session) {
        farewells.say(route, session);
    }

    /** Only the process it lives in knows it. */
    private void sayGoodbye(String server, Sessions.Place place, String session) {
        routes.get().routes().getOrDefault(server, List.of()).stream()
                .filter(route -> route.replica() == place.replica()
                        && route.incarnation().equals(place.incarnation()))
                .forEach(route -> farewells.say(route, session));
    }

    private static @Nullable ObjectNode read(@Nullable String greeting) {
        try {
            return greeting != null && Json.read(greeting) instanceof ObjectNode params ? params : null;
        } catch (IOException twice) {
            // A name that stands there twice passed when it was taken.
            return null;
        }
    }

    private static Target ofSession(List<Route> copies, Sessions.Place place) {
        if (copies.get(0).onDemand() || place.upstream() != null) {
            return ofPassing(copies, place);
        }
        return copies.stream()
                .filter(route -> route.replica() == place.replica())
                .findFirst()
                .map(route -> Target.of(route, true))
                .orElseThrow(Lodgings::ended);
    }

    /** The session's process, if that still runs; else whichever runs now, in which the session has to be opened. */
    private static Target ofPassing(List<Route> copies, Sessions.Place place) {
        for (Route route : copies) {
            if (route.replica() == place.replica() && route.incarnation().equals(place.incarnation())) {
                Target target = Target.of(route, true);
                return place.upstream() == null ? target : target.with(place.upstream());
            }
        }
        return Target.of(copies.get(0), true).outlived();
    }
}
