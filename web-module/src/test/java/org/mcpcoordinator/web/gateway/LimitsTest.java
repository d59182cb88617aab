package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.usage.Called;

/** How much callers may call, and what is told of what they have called: real gateway, real servers. */
class LimitsTest {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":{}}}";

    private final TestingGateway world = new TestingGateway();
    private final AtomicInteger served = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    @BeforeEach
    void begin() {
        Undertow server = world.blocking(exchange -> {
            String body = TestingGateway.body(exchange);
            served.incrementAndGet();
            if (body.contains("slow")) {
                release.await();
            }
            exchange.setStatusCode(body.contains("bad") ? 500 : 200);
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send("{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"result\":{\"content\":[]}}");
        });
        listing(CallRate.NONE);
        world.table(new RouteTable(
                Map.of("notes", List.of(new Route("notes", 0, TestingGateway.mcp(server), Map.of()))),
                Set.of("notes", "away")));
    }

    private void listing(CallRate ofNotes) {
        world.listing = new TestingListing()
                .allowing("notes", ofNotes)
                .with("notes", "api", "legacy modern", "", "read", "slow", "bad")
                .made();
    }

    @AfterEach
    void end() throws IOException {
        release.countDown();
        world.close();
    }

    private void allow(String caller, CallRate rate) {
        world.sights.put(caller, Sight.of(new Scope(List.of(), List.of(), List.of(), List.of(), rate)));
    }

    private HttpRequest request(String caller, String path, String tool) {
        return world.request(path)
                .header("Test-Caller", caller)
                .POST(HttpRequest.BodyPublishers.ofString(
                        CALL.formatted(path.equals("/mcp") ? "notes__" + tool : tool)))
                .build();
    }

    private HttpResponse<String> call(String caller, String path, String tool) throws Exception {
        return world.client.send(request(caller, path, tool), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertRefused(HttpResponse<String> answer, String why) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        var error = new ObjectMapper().readTree(answer.body());
        assertThat(error.path("id").asText()).isEqualTo("q1");
        assertThat(error.at("/error/data/code").asText()).isEqualTo("TOO_MANY_CALLS");
        assertThat(error.at("/error/code").asInt()).isEqualTo(7006);
        assertThat(error.at("/error/message").asText()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/mcp/s/notes"})
    void aCallerThatIsTooFastIsRefusedAndNobodyElse(String path) throws Exception {
        allow("fast", new CallRate(1, 3, 0));
        allow("other", new CallRate(1, 3, 0));
        for (int call = 0; call < 3; call++) {
            assertThat(call("fast", path, "read").statusCode()).isEqualTo(200);
        }
        assertRefused(call("fast", path, "read"), "caller fast is allowed 1 calls a second");
        assertThat(call("other", path, "read").statusCode()).isEqualTo(200);
        assertThat(call("anybody", path, "read").statusCode()).isEqualTo(200);
        assertThat(served).hasValue(5);
        world.time.addAndGet(1_000_000_000L);
        assertThat(call("fast", path, "read").statusCode()).isEqualTo(200);
        assertThat(world.figures.limitedCallers()).isEqualTo(1);
        assertThat(world.figures.limitedServers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/mcp/s/notes"})
    void soManyCallsOfACallerAreUnderWayAtOnce(String path) throws Exception {
        allow("busy", new CallRate(0, 0, 1));
        CompletableFuture<HttpResponse<String>> first =
                world.client.sendAsync(request("busy", path, "slow"), HttpResponse.BodyHandlers.ofString());
        TestingGateway.until(() -> served.get() == 1);
        assertRefused(call("busy", path, "read"), "1 at once");
        assertThat(call("other", path, "read").statusCode()).isEqualTo(200);
        release.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        TestingGateway.until(() -> call("busy", path, "read").statusCode() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp", "/mcp/s/notes"})
    void aServerIsCalledSoOftenWhoeverCallsIt(String path) throws Exception {
        listing(new CallRate(1, 2, 0));
        assertThat(call("a", path, "read").statusCode()).isEqualTo(200);
        assertThat(call("b", path, "read").statusCode()).isEqualTo(200);
        assertRefused(call("c", path, "read"), "server notes is allowed 1 calls a second");
        assertThat(world.figures.limitedServers()).isEqualTo(1);
        assertThat(world.figures.limitedCallers()).isZero();
        listing(CallRate.NONE);
        assertThat(call("c", path, "read").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWasCalledIsToldWhenItIsOver() throws Exception {
        allow("fast", new CallRate(1, 1, 0));
        call("ada", "/mcp/s/notes", "read");
        call("bob", "/mcp", "bad");
        call("ada", "/mcp/s/notes", "bad");
        call("ada", "/mcp/s/away", "read");
        call("ada", "/mcp/s/nothing", "read");
        call("fast", "/mcp/s/notes", "read");
        call("fast", "/mcp/s/notes", "read");
        world.client.send(
                world.request("/mcp/s/notes")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        TestingGateway.until(() -> world.told.size() == 7);
        assertThat(world.told)
                .extracting(LimitsTest::line)
                .containsExactlyInAnyOrder(
                        "ada notes tools/call read q1 ok",
                        "bob notes tools/call bad q1 HTTP_500",
                        "ada notes tools/call bad q1 HTTP_500",
                        "ada away tools/call read q1 SERVER_AWAY",
                        "ada  tools/call read q1 SERVER_NOT_FOUND",
                        "fast notes tools/call read q1 ok",
                        "fast  tools/call read q1 TOO_MANY_CALLS");
        assertThat(world.told).allSatisfy(call -> {
            assertThat(call.bytesIn()).isBetween(80L, 120L);
            assertThat(call.bytesOut()).isPositive();
            assertThat(call.nanos()).isPositive();
            assertThat(call.means()).isEqualTo("bearer");
        });
    }

    private static String line(Called call) {
        return String.join(
                " ", call.caller(), call.server(), call.method(), call.tool(), call.request(), call.outcome());
    }

    @Test
    void aBodyThatIsSentInPiecesIsMeasuredAndToldToo() throws Exception {
        byte[] body = CALL.formatted("read").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        world.client.send(
                world.request("/mcp/s/notes")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        TestingGateway.until(() -> !world.told.isEmpty());
        assertThat(world.told).extracting(LimitsTest::line).containsExactly("ada notes tools/call read q1 ok");
        assertThat(world.told.peek().bytesIn()).isEqualTo(body.length);
    }

    @Test
    void newSessionsAreNoWayRoundALimit() throws Exception {
        allow("fast", new CallRate(1, 3, 0));
        String greeting = "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"initialize\",\"params\":{"
                + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
        HttpRequest initialize = world.request("/mcp")
                .header("Test-Caller", "fast")
                .POST(HttpRequest.BodyPublishers.ofString(greeting))
                .build();
        for (int session = 0; session < 3; session++) {
            HttpResponse<String> opened = world.client.send(initialize, HttpResponse.BodyHandlers.ofString());
            assertThat(opened.headers().firstValue("Mcp-Session-Id")).isPresent();
        }
        assertRefused(world.client.send(initialize, HttpResponse.BodyHandlers.ofString()), "caller fast");
        assertRefused(call("fast", "/mcp", "read"), "caller fast");
    }

    @Test
    void aCallThroughTheFindersIsACallOfItsServer() throws Exception {
        listing(new CallRate(1, 1, 0));
        assertThat(call("a", "/mcp/s/notes", "read").statusCode()).isEqualTo(200);
        HttpRequest request = world.request("/mcp")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"q1\",\"method\":\"tools/call\",\"params\":{\"name\":\"call_tool\","
                                + "\"arguments\":{\"name\":\"notes__read\",\"arguments\":{}}}}"))
                .build();
        assertRefused(world.client.send(request, HttpResponse.BodyHandlers.ofString()), "server notes");
        assertThat(served).hasValue(1);
    }

    @Test
    void whatIsNoCallIsNotTold() throws Exception {
        for (String body : List.of(
                "{\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"notifications/x\",\"Method\":\"tools/call\"}")) {
            world.client.send(
                    world.request("/mcp/s/notes")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
        TestingGateway.until(() -> !world.told.isEmpty());
        assertThat(world.told).extracting(LimitsTest::line).containsExactly("ada notes  ? 1 ok");
    }
}
