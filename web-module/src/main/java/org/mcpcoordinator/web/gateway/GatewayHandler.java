package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.door.Door;
import org.mcpcoordinator.web.gateway.era.Own;

/**
 * Serves {@code /mcp}, {@code /mcp/c/<category>} and {@code /mcp/s/<server>} on the I/O thread; all other paths are for
 * {@code next}.
 */
final class GatewayHandler implements HttpHandler {
    private static final String ROOT = "/mcp";
    private static final String ONE_SERVER = "/mcp/s/";
    private static final String CATEGORY = "/mcp/c/";
    private static final Set<HttpString> METHODS = Set.of(Methods.POST, Methods.GET, Methods.DELETE);

    static final long LONGEST_HOLD_NANOS = Duration.ofSeconds(5).toNanos();
    static final long LOOK_MILLIS = 25;

    private final Supplier<@Nullable Whole> opened;
    private final HttpHandler next;

    GatewayHandler(Supplier<@Nullable Whole> opened, HttpHandler next) {
        this.opened = opened;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRelativePath();
        if (!path.startsWith(ROOT) || (path.length() > ROOT.length() && path.charAt(ROOT.length()) != '/')) {
            next.handleRequest(exchange);
        } else if (exchange.isInIoThread()) {
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> pass(exchange, path));
        } else {
            exchange.dispatch(exchange.getIoThread(), () -> pass(exchange, path));
        }
    }

    private void pass(HttpServerExchange exchange, String path) {
        try {
            Whole whole = opened.get();
            if (whole == null) {
                throw new ProblemException(ProblemCode.SERVER_AWAY, "the gateway is starting or stopping");
            }
            String scope = scope(path);
            whole = whole.forRole(asking(exchange).role());
            if (!METHODS.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().put(Headers.ALLOW, "POST, GET, DELETE");
                throw new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "POST, GET and DELETE are served here");
            }
            Visit.begin(whole.callers(), exchange, asking(exchange));
            if (scope != null) {
                new WholeCall(whole, exchange, scope).begin();
                return;
            }
            call(whole, exchange, path.substring(ONE_SERVER.length()));
        } catch (ProblemException problem) {
            RpcAnswer.unread(exchange, problem.code(), problem.detail());
        }
    }

    /** The category whose servers are called as one, empty for all servers; null where one server is called. */
    private static @Nullable String scope(String path) {
        if (path.startsWith(ONE_SERVER)) {
            return null;
        }
        if (path.equals(ROOT) || path.equals(ROOT + "/")) {
            return "";
        }
        String category = path.startsWith(CATEGORY) ? path.substring(CATEGORY.length()) : "";
        if (category.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.NOT_FOUND,
                    "all servers are called at " + ROOT + ", a category's at " + CATEGORY + "{category}, one at "
                            + ONE_SERVER + "{server}");
        }
        if (!Listing.CATEGORIES.contains(category)) {
            throw new ProblemException(
                    ProblemCode.NOT_FOUND,
                    "there is no such category; there are " + String.join(", ", Listing.CATEGORIES));
        }
        return category;
    }

    /** A server that is not seen is answered for as one that is not there. */
    private static void call(Whole whole, HttpServerExchange exchange, String server) {
        Sight sight = sight(exchange);
        if (sight.isNarrow() && !sight.server(server, whole.listing().home(server))) {
            throw Gateway.unknown(server);
        }
        if (whole.gateway().table().known().contains(server) || isOwn(whole.gateway(), server)) {
            Visit.to(exchange, server);
        }
        if (sight.namesTools() && exchange.getRequestMethod().equals(Methods.POST)) {
            NarrowCall.begin(whole, exchange, server, sight);
            return;
        }
        Set<String> held = whole.held(server);
        if (!held.isEmpty() && exchange.getRequestMethod().equals(Methods.POST)) {
            new HeldCall(whole, exchange, server, held, whole.definition(server)).begin();
            return;
        }
        if (exchange.getRequestMethod().equals(Methods.POST) && TaskWatch.hasTasks(whole, server)) {
            TaskedCall.begin(whole, exchange, server);
            return;
        }
        send(whole.gateway(), exchange, server, System.nanoTime(), null);
    }

    /**
     * Calls the server, or has the call wait while one process follows another; nothing has been sent of it yet.
     *
     * @param given the whole body, if it has been read
     */
    static void send(Gateway gateway, HttpServerExchange exchange, String server, long since, byte @Nullable [] given) {
        try {
            if (isOwn(gateway, server)) {
                OtherEra.begin(gateway, exchange, Own.route(asking(exchange)), given);
                return;
            }
            if (!gateway.table().routes().containsKey(server) && waits(gateway, exchange, server, since, given)) {
                return;
            }
            Target target = gateway.choose(server, Gateway.session(exchange), exchange);
            if (target.route().onDemand() && goesAnotherWay(gateway, exchange, target, given)) {
                return;
            }
            if (OtherEra.isNeeded(target.route(), exchange)) {
                OtherEra.begin(gateway, exchange, target.route(), given);
                return;
            }
            new Call(gateway, exchange, target, given, null).begin();
        } catch (ProblemException problem) {
            if (given == null) {
                RpcAnswer.unread(exchange, problem.code(), problem.detail());
            } else {
                RpcAnswer.send(exchange, problem.code(), problem.detail(), given);
            }
        }
    }

    /** True if the call waits for a server that is not routed: one process follows another, or it is started by calls. */
    private static boolean waits(
            Gateway gateway, HttpServerExchange exchange, String server, long since, byte @Nullable [] given) {
        if (gateway.table().naps().containsKey(server)) {
            SleepingCall.begin(gateway, exchange, server, given);
            return true;
        }
        boolean waits = System.nanoTime() - since < LONGEST_HOLD_NANOS && gateway.coming(server);
        if (waits) {
            exchange.getIoThread()
                    .executeAfter(
                            () -> send(gateway, exchange, server, since, given), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return waits;
    }

    /** What is special with a server on demand that runs: sessions of processes before it, and streams. */
    private static boolean goesAnotherWay(
            Gateway gateway, HttpServerExchange exchange, Target target, byte @Nullable [] given) {
        if (exchange.getRequestMethod().equals(Methods.GET)) {
            SleepingCall.refuseStream(exchange, target.route().server());
            return true;
        }
        if (SleepingCall.isListening(exchange)) {
            SleepingCall.refuseListening(exchange, target.route().server());
            return true;
        }
        if (target.stale()) {
            SleepingCall.begin(gateway, exchange, target.route().server(), given);
        }
        return target.stale();
    }

    /** True for the coordinator itself, unless a fleet has a server of its name from before that was ours. */
    static boolean isOwn(Gateway gateway, String server) {
        return server.equals(Own.NAME)
                && gateway.bridge().hasOwn()
                && !gateway.table().known().contains(server);
    }

    /** Who is calling, told apart from others of that name who proved it otherwise. */
    static String caller(HttpServerExchange exchange) {
        Caller caller = asking(exchange);
        return switch (caller.means()) {
                    case "bearer" -> Departures.TOKEN;
                    case "basic", "session" -> Departures.ACCOUNT;
                    default -> caller.means() + ":";
                }
                + caller.name();
    }

    /** What the caller sees. */
    static Sight sight(HttpServerExchange exchange) {
        return asking(exchange).sight();
    }

    /** Who is calling. The door stands before us: without it nobody is served. */
    static Caller asking(HttpServerExchange exchange) {
        Caller caller = exchange.getAttachment(Door.CALLER);
        if (caller == null) {
            throw new ProblemException(ProblemCode.NOT_AUTHENTICATED, "the door has not been passed");
        }
        return caller;
    }
}
