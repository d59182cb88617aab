package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.kept.SessionBook;

/** Sessions from their beginning to their end, at a server that would keep each for ever. */
class SessionLifeTest {
    private static final String SESSION = "Mcp-Session-Id";

    private final TestingMemory memory = new TestingMemory();
    private TestingGateway world = begun();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    private TestingGateway begun() {
        return new TestingGateway(
                new GatewayConfig(Duration.ofSeconds(5), 1024 * 1024, 64), TestingGateway.CALM, memory);
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private void serve(HttpServerExchange exchange) throws Exception {
        String session = exchange.getRequestHeaders().getFirst(SESSION);
        if (exchange.getRequestMethod().equals(Methods.DELETE)) {
            exchange.setStatusCode(session != null && open.remove(session) ? 200 : 404);
            ended.incrementAndGet();
            return;
        }
        JsonNode message = Json.read(TestingGateway.body(exchange));
        boolean greeting = message.path("method").asText().equals("initialize");
        if (!greeting && (session == null || !open.contains(session))) {
            exchange.setStatusCode(404);
            return;
        }
        if (greeting) {
            String id = "theirs-" + opened.incrementAndGet();
            open.add(id);
            most.accumulateAndGet(open.size(), Math::max);
            exchange.getResponseHeaders().put(new HttpString(SESSION), id);
        }
        exchange.getResponseHeaders().put(new HttpString("Content-Type"), "application/json");
        exchange.getResponseSender()
                .send("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id")
                        + ",\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"by\":\"" + session
                        + "\"}}");
    }

    private void route() {
        world.route("s", TestingGateway.mcp(world.blocking(this::serve)));
    }

    private static String greeting() {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
                + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";
    }

    private String greet() throws Exception {
        return world.post("s", greeting()).headers().firstValue(SESSION).orElseThrow();
    }

    private HttpResponse<String> ping(String session, String caller) throws Exception {
        return world.post("s", TestingGateway.PING, SESSION, session, "Test-Caller", caller);
    }

    @Test
    void aSessionIsGivenToItsClientWhenEveryNodeKnowsIt() throws Exception {
        route();
        memory.others = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> answer = world.client.sendAsync(
                world.request("/mcp/s/s")
                        .POST(HttpRequest.BodyPublishers.ofString(greeting()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        TestingGateway.until(() -> memory.writes.get() == 1);
        assertThat(world.post("s", TestingGateway.PING).statusCode())
                .as("another call, there and back")
                .isEqualTo(404);
        assertThat(answer).isNotDone();

        memory.others.complete(null);

        assertThat(answer.get(20, TimeUnit.SECONDS).headers().firstValue(SESSION))
                .contains("theirs-1");
    }

    @Test
    void whoOpensWithoutEndHasABoundedNumberAndTheServerHearsOfTheEndOfAllOthers() throws Exception {
        route();
        int more = 500;
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < SessionBook.MOST_EACH + more; i++) {
            sent.add(world.client.sendAsync(
                    world.request("/mcp/s/s")
                            .POST(HttpRequest.BodyPublishers.ofString(greeting()))
                            .build(),
                    HttpResponse.BodyHandlers.discarding()));
            if (sent.size() == 50) {
                CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
                sent.clear();
            }
        }

        TestingGateway.until(() -> open.size() == SessionBook.MOST_EACH);
        assertThat(ended).hasValue(more);
        assertThat(most.get()).isLessThan(SessionBook.MOST_EACH + 200);
        assertThat(memory.entries).hasSize(SessionBook.MOST_EACH);
    }

    @Test
    void whoLeavesBeforeItsGreetingIsAnsweredLeavesNoSessionBehind() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        world.route("s", TestingGateway.mcp(world.blocking(exchange -> {
            if (exchange.getRequestMethod().equals(Methods.POST)) {
                asked.countDown();
                // Slow to greet: until the gateway has seen that the client is gone.
                TimeUnit.MILLISECONDS.sleep(1_500);
            }
            serve(exchange);
        })));
        try (Socket client = world.raw("POST /mcp/s/s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Length: "
                + greeting().length() + "\r\n\r\n" + greeting())) {
            assertThat(client.isConnected()).isTrue();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        }

        TestingGateway.until(() -> ended.get() == 1);
        assertThat(opened).hasValue(1);
        assertThat(open).isEmpty();
        assertThat(memory.entries).as("nobody could use it").isEmpty();
    }

    @Test
    void aStolenIdIsAnsweredAsOneThatNeverWas() throws Exception {
        route();
        String session = greet();
        assertThat(ping(session, "ada").statusCode()).isEqualTo(200);

        HttpResponse<String> stolen = ping(session, "eve");
        HttpResponse<String> invented = ping("theirs-77", "eve");

        assertThat(stolen.statusCode()).isEqualTo(404);
        assertThat(stolen.body()).isEqualTo(invented.body()).contains("SESSION_ENDED");
        assertThat(stolen.headers().map().keySet())
                .isEqualTo(invented.headers().map().keySet());
        HttpResponse<String> deleted = world.client.send(
                world.request("/mcp/s/s")
                        .header(SESSION, session)
                        .header("Test-Caller", "eve")
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(deleted.statusCode()).isEqualTo(404);
        assertThat(ping(session, "ada").statusCode()).isEqualTo(200);
    }

    @Test
    void whatRunsOutOrIsPushedOutEndsAtItsServerToo() throws Exception {
        route();
        String first = greet();
        String second = greet();

        memory.pushOut("s\n" + first);
        TestingGateway.until(() -> open.equals(Set.of(second)));

        assertThat(ping(first, "ada").statusCode()).isEqualTo(404);
        assertThat(ping(second, "ada").statusCode()).isEqualTo(200);
    }

    @Test
    void whatAClientHasEndedIsNotEndedTwice() throws Exception {
        route();
        String session = greet();

        HttpResponse<String> deleted = world.client.send(
                world.request("/mcp/s/s").header(SESSION, session).DELETE().build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(ended).hasValue(1);
        assertThat(memory.entries).isEmpty();
        assertThat(ping(session, "ada").statusCode()).isEqualTo(404);
    }

    @Test
    void theNextDeploymentGoesOnWithThemAndTellsNobodyElse() throws Exception {
        route();
        String session = greet();
        var table = world.gateway.table();
        TestingGateway former = world;
        world = begun();
        world.table(table);

        assertThat(ping(session, "eve").statusCode()).isEqualTo(404);
        assertThat(ping(session, "ada").statusCode()).isEqualTo(200);
        world.gateway.book().endAll("token:ada");
        TestingGateway.until(open::isEmpty);
        former.close();
    }

    @Test
    void sessionsBeforeAServerOfTheNewestRevisionGoOnToo() throws Exception {
        world.route("s", Eras.MODERN, TestingGateway.mcp(world.blocking(new OneEraServer(true)::handle)));
        String session = greet();
        assertThat(session).startsWith("era-");
        var table = world.gateway.table();
        TestingGateway former = world;
        world = begun();
        world.table(table);

        assertThat(ping(session, "ada").statusCode()).isEqualTo(200);
        assertThat(ping(session, "eve").statusCode()).isEqualTo(404);
        former.close();
    }
}
