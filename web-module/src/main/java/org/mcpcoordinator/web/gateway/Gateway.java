package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.client.ClientResponse;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Methods;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.cluster.SessionMemory;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.standby.Sleepers;
import org.mcpcoordinator.web.gateway.era.EraBridge;
import org.mcpcoordinator.web.gateway.era.EraDoor;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.kept.SessionIds;
import org.xnio.XnioIoThread;

/**
 * What all calls share: the routes, the connections, the sessions, the figures; and the choice of the copy that is
 * called: a session's own copy, else what the balance chooses.
 */
final class Gateway {
    private static final String FIRST_MODERN = "2026-07-28";
    /** What no process is called: a session that lives in it has yet to be opened. */
    private static final String UNOPENED = "unopened";

    /** How sessions begin that we give out ourselves. */
    private static final String MINTED = "sleeper-";

    /** A longer greeting is not kept: its session is then opened as is usual. In letters. */
    private static final int LONGEST_GREETING = 1024;

    private static final long MOST_KEPT = 64L << 20;

    private final GatewayConfig config;
    private final Supplier<RouteTable> routes;
    private final GatewayFigures figures;
    private final Upstreams upstreams;
    private final SessionBook book;
    private final Sessions sessions;
    private final Farewells farewells;
    private final InFlight.Threads threads = new InFlight.Threads();
    private final Map<String, CompletableFuture<Target>> opening = new ConcurrentHashMap<>();
    private final AtomicLong kept = new AtomicLong();
    private final Sleepers sleepers;
    private final EraBridge bridge;
    private final EraDoor eraDoor;
    private final Balance balance;
    private final Repeats repeats;

    /**
     * Opens it.
     *
     * @param counts gives the count of calls under way at an address
     * @param repeats which requests may be sent twice
     * @param memory what there is of sessions
     */
    Gateway(
            GatewayConfig config,
            Supplier<RouteTable> routes,
            GatewayFigures figures,
            Function<String, CallCount> counts,
            Balance balance,
            Repeats repeats,
            Sleepers sleepers,
            SessionMemory memory) {
        this.balance = balance;
        this.repeats = repeats;
        this.sleepers = sleepers;
        this.config = config;
        this.routes = routes;
        this.figures = figures;
        this.upstreams = new Upstreams(config.connections());
        this.bridge = new EraBridge(counts, config.limit());
        this.book = new SessionBook(memory, config.sessionIdle(), System::nanoTime);
        this.sessions = new Sessions(book, this::sayGoodbye);
        this.farewells = new Farewells(sleepers::endSession);
        this.eraDoor = new EraDoor(bridge, book);
    }

    /** All sessions of clients of the older revisions. */
    SessionBook book() {
        return book;
    }

    RouteTable table() {
        return routes.get();
    }

    Sleepers sleepers() {
        return sleepers;
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

    Balance balance() {
        return balance;
    }

    Repeats repeats() {
        return repeats;
    }

    /** Sees to it that what has changed with the copies counts for calls under way, too. */
    void look() {
        balance.refresh(routes.get());
    }

    /** How much of a request is kept, in case that it has to be sent once more. */
    int kept(Route route, HttpServerExchange exchange) {
        return exchange.getRequestContentLength() <= Repeats.LONGEST && hasCopies(route) ? Repeats.LONGEST : 0;
    }

    /** True if several copies of its server are routed. */
    boolean hasCopies(Route route) {
        List<Route> copies = routes.get().routes().get(route.server());
        return copies != null && copies.size() > 1;
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
        balance.refresh(table);
        List<Route> copies = table.routes().get(server);
        if (copies == null) {
            throw table.known().contains(server)
                    ? new ProblemException(ProblemCode.SERVER_AWAY, server + " is known, and no copy of it is healthy")
                    : unknown(server);
        }
        // One of ours at a server of the newest revision only is known where eras are bridged.
        return session == null || EraDoor.isOurs(session)
                ? Target.of(balance.choose(server, copies), false)
                : ofSession(copies, ownSession(server, session, caller));
    }

    /** True if the server is not routed now and will be in a moment: one process follows another. */
    boolean coming(String server) {
        return routes.get().coming().contains(server);
    }

    /** Another copy than those that were tried; none for a call that belongs to a session. */
    @Nullable
    Target other(Target failed, Collection<Route> tried) {
        if (failed.bound()) {
            return null;
        }
        return balance.other(failed.route().server(), tried)
                .map(route -> Target.of(route, false))
                .orElse(null);
    }

    /** The request's session id; modern requests have none, whatever they carry. */
    static @Nullable String session(HttpServerExchange exchange) {
        return isModern(exchange) ? null : exchange.getRequestHeaders().getFirst(Headline.SESSION_ID);
    }

    /** True if the request names a revision of the modern era. */
    static boolean isModern(HttpServerExchange exchange) {
        String version = exchange.getRequestHeaders().getFirst(Headline.PROTOCOL_VERSION);
        return version != null && version.compareTo(FIRST_MODERN) >= 0;
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
        if (asked != null && exchange.getRequestMethod().equals(Methods.DELETE)) {
            sessions.forget(server, asked);
        } else if (asked != null && Headline.isEventStream(response.getResponseHeaders())) {
            Runnable left = sessions.listens(server, asked);
            exchange.addExchangeCompleteListener((ended, proceed) -> {
                left.run();
                proceed.proceed();
            });
        } else if (given != null && target.session() == null && !given.equals(asked)) {
            sessions.bind(server, given, Sessions.Place.through(target.route(), GatewayHandler.caller(exchange)));
        }
    }

    /** Where servers are asked in another era than their caller's. */
    EraBridge bridge() {
        return bridge;
    }

    /** The endpoint of a server for callers of the era that it does not speak. */
    EraDoor eraDoor() {
        return eraDoor;
    }

    void close() {
        book.close();
        bridge.close();
        upstreams.close();
    }

    /** True if there is room for a request that waits for its server; then {@link #letGo} gives it back. */
    boolean keep(int bytes) {
        if (kept.addAndGet(bytes) <= MOST_KEPT) {
            return true;
        }
        kept.addAndGet(-bytes);
        return false;
    }

    void letGo(int bytes) {
        kept.addAndGet(-bytes);
    }

    /** A session of ours, given out for a server that sleeps: opened there when it is called. */
    String mintSession(String server, String caller, @Nullable ObjectNode greeting) {
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
    Sessions.Place ownSession(String server, String session, String caller) {
        Sessions.Place place = sessions.find(server, session, caller);
        if (place == null) {
            throw ended();
        }
        return place;
    }

    private static ProblemException ended() {
        return new ProblemException(ProblemCode.SESSION_ENDED, "initialize again: it has ended or is not yours");
    }

    void forgetSession(String server, String session, String caller) {
        ownSession(server, session, caller);
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
            Sessions.Place place = ownSession(server, session, caller);
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
        ownSession(server, session, caller);
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
                .orElseThrow(Gateway::ended);
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

    /** Says the same of a server that is not there and of one that the caller does not see. */
    static ProblemException unknown(String server) {
        return new ProblemException(ProblemCode.SERVER_NOT_FOUND, "there is no server named " + shortened(server));
    }

    private static String shortened(String server) {
        return server.length() <= 64 ? server : server.substring(0, 64) + "...";
    }
}
