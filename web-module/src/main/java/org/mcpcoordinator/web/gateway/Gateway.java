package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.cluster.SessionMemory;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.standby.Sleepers;
import org.mcpcoordinator.web.gateway.era.EraBridge;
import org.mcpcoordinator.web.gateway.era.EraDoor;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.tasks.TaskBook;
import org.xnio.XnioIoThread;

/**
 * What all calls share: the routes, the connections, the sessions, the figures; and the choice of the copy that is
 * called: a session's own copy, else what the balance chooses.
 */
final class Gateway {
    private static final String FIRST_MODERN = "2026-07-28";
    private static final long MOST_KEPT = 64L << 20;

    private final GatewayConfig config;
    private final Supplier<RouteTable> routes;
    private final GatewayFigures figures;
    private final Upstreams upstreams;
    private final SessionBook book;
    private final TaskBook tasks;
    private final Lodgings lodgings;
    private final InFlight.Threads threads = new InFlight.Threads();
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
        this.tasks = new TaskBook(book, Clock.systemUTC());
        this.lodgings = new Lodgings(routes, book, sleepers, balance);
        this.eraDoor = new EraDoor(bridge, book);
    }

    /** All sessions of clients of the older revisions. */
    SessionBook book() {
        return book;
    }

    /** Whose the tasks are that have been begun here. */
    TaskBook tasks() {
        return tasks;
    }

    /** Where the sessions at single servers live. */
    Lodgings lodgings() {
        return lodgings;
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
     * The copy to call: a session's own, or a task's.
     *
     * @param session the request's session id, if it has one that counts
     * @throws ProblemException SERVER_NOT_FOUND, SERVER_AWAY, SESSION_ENDED
     */
    Target choose(String server, @Nullable String session, HttpServerExchange exchange) {
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
        if (session != null && !EraDoor.isOurs(session)) {
            return lodgings.target(copies, server, session, GatewayHandler.caller(exchange));
        }
        List<Route> fit = TaskPlace.among(exchange, copies);
        boolean bound = fit.size() < copies.size();
        return Target.of(bound ? fit.get(0) : balance.choose(server, copies), bound);
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

    /** Says the same of a server that is not there and of one that the caller does not see. */
    static ProblemException unknown(String server) {
        return new ProblemException(ProblemCode.SERVER_NOT_FOUND, "there is no server named " + shortened(server));
    }

    private static String shortened(String server) {
        return server.length() <= 64 ? server : server.substring(0, 64) + "...";
    }
}
