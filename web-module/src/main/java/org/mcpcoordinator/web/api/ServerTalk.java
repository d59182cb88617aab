package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.McpClient;
import org.mcpcoordinator.mcp.client.McpRefusal;
import org.mcpcoordinator.outbound.Outbound;
import org.mcpcoordinator.outbound.PinnedClient;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.standby.Offers;
import org.mcpcoordinator.standby.Standby;

/**
 * Asks a server itself, for people who look at it or try a tool: an MCP client of either era, with a time limit for each
 * answer and few conversations at once. Programs use the gateway instead.
 */
@ApplicationScoped
class ServerTalk {
    private static final Duration TO_CONNECT = Duration.ofSeconds(2);
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration TO_WAKE = Duration.ofSeconds(20);

    /** A conversation holds a request's thread; more at once must not take them all. */
    private static final int AT_ONCE = 16;

    private final Semaphore places = new Semaphore(AT_ONCE);
    private @Nullable HttpClient http;

    @Inject
    Routing routing;

    @Inject
    Standby standby;

    @Inject
    Offers offers;

    /** All tools of the server; of one that sleeps those it has listed last. */
    ArrayNode tools(String server) {
        Nap nap = routing.table().naps().get(server);
        ArrayNode stored = nap == null
                ? null
                : offers.find(nap.definitionHash()).map(ServerTalk::known).orElse(null);
        return stored == null ? with(server, McpClient::listTools) : stored;
    }

    /** None for one that offers none: it is not started to say so again. */
    private static @Nullable ArrayNode known(Offer offer) {
        return offer.has("tools") ? offer.tools() : JsonNodeFactory.instance.arrayNode();
    }

    /** The result of a tool. */
    ObjectNode call(String server, String tool, ObjectNode arguments) {
        return with(server, client -> client.callTool(tool, arguments));
    }

    private <T> T with(String server, Talk<T> talk) {
        if (!places.tryAcquire()) {
            throw new ProblemException(
                    ProblemCode.SERVER_AWAY, AT_ONCE + " tools are being tried already; programs use the gateway.");
        }
        try {
            return at(
                    routing.table().naps().containsKey(server) ? woken(server) : route(routing.table(), server), talk);
        } finally {
            places.release();
        }
    }

    /** Counted like a call of the gateway: its server is neither put to sleep nor stopped meanwhile. */
    private <T> T at(Route route, Talk<T> talk) {
        CallCount calls = routing.calls(route.address().toString());
        calls.begin();
        try (McpClient client =
                McpClient.connect(http(), route.address(), route.headers(), TO_ANSWER, "coordinator-api")) {
            return talk.over(client);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw problem(
                    ProblemCode.SERVER_AWAY,
                    route.server() + " was not asked to the end: we are stopping",
                    interrupted);
        } catch (IOException failed) {
            throw failure(route.server(), failed);
        } finally {
            calls.end();
        }
    }

    /** Has a server started that sleeps, and waits for it. */
    private Route woken(String server) {
        long deadline = System.nanoTime() + TO_WAKE.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!routing.table().routes().containsKey(server) && System.nanoTime() < deadline) {
                if (!standby.wake(server)) {
                    break;
                }
                if (never.await(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        return route(routing.table(), server);
    }

    /** Where the first healthy copy is; a server that is there but away is another problem than none. */
    static Route route(RouteTable table, String server) {
        List<Route> copies = table.routes().get(server);
        if (copies != null) {
            return copies.get(0);
        }
        if (table.known().contains(server)) {
            throw new ProblemException(ProblemCode.SERVER_AWAY, server + " is not healthy now; its page says why.");
        }
        throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "No server is called " + server + ".");
    }

    static ProblemException failure(String server, IOException failed) {
        if (failed instanceof McpRefusal) {
            return problem(ProblemCode.SERVER_REFUSED, server + " said: " + failed.getMessage(), failed);
        }
        if (failed instanceof ConnectException) {
            return problem(ProblemCode.SERVER_AWAY, server + " does not take connections", failed);
        }
        if (failed instanceof HttpTimeoutException) {
            return problem(
                    ProblemCode.SERVER_AWAY, server + " gave no answer within " + TO_ANSWER.toSeconds() + " s", failed);
        }
        return problem(ProblemCode.SERVER_AWAY, server + " broke off before it had answered", failed);
    }

    private static ProblemException problem(ProblemCode code, String detail, Throwable cause) {
        return new ProblemException(code, detail, List.of(), cause);
    }

    private synchronized HttpClient http() {
        HttpClient known = http;
        if (known == null) {
            known = new PinnedClient(
                    Outbound.toServers(), () -> HttpClient.newBuilder().connectTimeout(TO_CONNECT));
            http = known;
        }
        return known;
    }

    /** What is asked of a server. */
    private interface Talk<T> {
        T over(McpClient client) throws IOException, InterruptedException;
    }
}
