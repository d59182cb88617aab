package org.mcpcoordinator.web.gateway;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.balance.Balance;
import org.mcpcoordinator.balance.Rules;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.fleet.Traffic;
import org.mcpcoordinator.insight.GatewayFigures;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.usage.Called;
import org.mcpcoordinator.web.door.Door;
import org.mcpcoordinator.web.gateway.callers.Callers;
import org.mcpcoordinator.web.gateway.whole.Search;

/** A real gateway on a port of its own, and real servers behind it; closes them all. */
final class TestingGateway implements AutoCloseable {
    static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}";

    /** The usual rules, but that answers count as equally fast that come within a second. */
    static final Rules CALM = rules(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(14));

    final GatewayFigures figures = new GatewayFigures();
    final Traffic traffic = new Traffic();
    final TestingMemory memory;
    final TestingSleepers sleepers = new TestingSleepers();
    final Gateway gateway;
    final Balance balance;
    /** Servers and their tools that may be called twice. */
    final Set<String> willing = ConcurrentHashMap.newKeySet();

    final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    /** The time for limits, in nanoseconds; stands still by itself. */
    final AtomicLong time = new AtomicLong();

    /** What was told of calls that are over. */
    final Queue<Called> told = new ConcurrentLinkedQueue<>();

    /** What callers see, by name; others see all. */
    final Map<String, Sight> sights = new ConcurrentHashMap<>();

    private final List<Closeable> opened = new ArrayList<>();
    private final Undertow front;
    final Whole whole;
    volatile Listing listing = Listing.EMPTY;
    volatile Search search = (question, servers, most) -> CompletableFuture.completedFuture(List.of());
    private volatile RouteTable table = RouteTable.EMPTY;

    TestingGateway() {
        this(new GatewayConfig(Duration.ofSeconds(5), 1024 * 1024, 64));
    }

    TestingGateway(GatewayConfig config) {
        this(config, CALM);
    }

    TestingGateway(GatewayConfig config, Rules rules) {
        this(config, rules, new TestingMemory());
    }

    /** One that goes on with the sessions of another before it. */
    TestingGateway(GatewayConfig config, Rules rules, TestingMemory memory) {
        this.memory = memory;
        Random random = new Random(1);
        balance = new Balance(
                rules,
                address -> new CallCount(traffic.at(address)),
                System::nanoTime,
                () -> random,
                Clock.systemUTC());
        gateway = new Gateway(
                config,
                () -> table,
                figures,
                address -> new CallCount(traffic.at(address)),
                balance,
                new Repeats((server, tool) -> willing.contains(server + "/" + tool)),
                sleepers,
                memory);
        HttpHandler behind = exchange -> exchange.setStatusCode(418);
        whole = new Whole(
                gateway,
                () -> listing,
                (question, servers, most) -> search.find(question, servers, most),
                new Callers(CallRate.NONE, () -> listing, time::get, figures, told::add));
        gateway.book().open();
        GatewayHandler handler = new GatewayHandler(() -> whole, behind);
        front = started(exchange -> {
            String name = exchange.getRequestHeaders().getFirst("Test-Caller");
            if (!"nobody".equals(name)) {
                String known = name == null ? "ada" : name;
                exchange.putAttachment(
                        Door.CALLER, new Caller(known, Role.VIEWER, "bearer", sights.getOrDefault(known, Sight.ALL)));
            }
            handler.handleRequest(exchange);
        });
    }

    /** The usual rules, with other times. */
    static Rules rules(Duration slowStart, Duration pause, Duration drain) {
        Rules usual = Rules.USUAL;
        return new Rules(
                slowStart,
                Duration.ofSeconds(1),
                usual.failures(),
                usual.ejection(),
                usual.longestEjection(),
                usual.ejectedPercent(),
                usual.silences(),
                pause,
                usual.longestPause(),
                usual.waiting(),
                usual.waitingEach(),
                drain);
    }

    /** The fleet offers that from now on, and whoever listens hears of it. */
    void offers(Listing other) {
        listing = other;
        whole.changed();
    }

    /** A server of Undertow's own that may block. */
    Undertow blocking(HttpHandler handler) {
        return started(new BlockingHandler(handler));
    }

    Undertow started(HttpHandler handler) {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(2)
                .setWorkerThreads(8)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setHandler(handler)
                .build();
        server.start();
        opened.add(server::stop);
        return server;
    }

    /** A listener that is driven by hand. */
    ServerSocket socket() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress("127.0.0.1", 0));
        opened.add(socket);
        return socket;
    }

    void route(String server, URI... addresses) {
        route(server, Map.of(), addresses);
    }

    void route(String server, Map<String, String> headers, URI... addresses) {
        List<Route> copies = new ArrayList<>();
        for (URI address : addresses) {
            copies.add(new Route(server, copies.size(), address, headers));
        }
        table = new RouteTable(Map.of(server, copies), Set.of(server, "asleep"));
    }

    /** A server of which it is known which eras it speaks. */
    void route(String server, Eras eras, URI address) {
        table = new RouteTable(
                Map.of(server, List.of(new Route(server, 0, address, Map.of(), "", eras))), Set.of(server));
    }

    void table(RouteTable whole) {
        table = whole;
    }

    /** The server is not routed, and will be soon. */
    void coming(String server) {
        table = new RouteTable(Map.of(), Set.of(server), Set.of(server));
    }

    /** The server is not routed: it is started by a call. */
    void asleep(String server, Nap nap) {
        table = new RouteTable(Map.of(), Set.of(server), Set.of(), Map.of(server, nap));
    }

    void routeCopies(String server, List<Route> copies) {
        table = new RouteTable(Map.of(server, copies), Set.of(server));
    }

    static int port(Undertow server) {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    static URI mcp(Undertow server) {
        return mcp(port(server));
    }

    static URI mcp(int port) {
        return URI.create("http://127.0.0.1:" + port + "/mcp");
    }

    /** A port nobody listens on. */
    int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port(front);
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
    }

    HttpResponse<String> post(String server, String body, String... headers) throws Exception {
        HttpRequest.Builder request = request("/mcp/s/" + server).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends a request over a bare socket, for tests that look at the connection itself. */
    Socket raw(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", port());
        socket.setSoTimeout(10_000);
        opened.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** Waits, without sleeping blindly, until it is so; gives up after 10 s. */
    static void until(Callable<Boolean> so) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!so.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not become so within 10 s");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    static String body(HttpServerExchange exchange) throws IOException {
        return new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        whole.close();
        gateway.close();
        front.stop();
        for (Closeable one : opened) {
            one.close();
        }
    }
}
