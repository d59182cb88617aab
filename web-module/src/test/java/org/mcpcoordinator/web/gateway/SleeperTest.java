package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.standby.Offer;

class SleeperTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\",\"params\":{\"name\":\"add\",\"arguments\":{}}}";
    private static final String SPOKEN = "{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"add\",\"_meta\":{\"progressToken\":7}}}";
    private static final Nap NAP = new Nap("hash", InstanceState.SLEEPING, Reason.IDLE, "", Instant.EPOCH);

    private final TestingGateway world =
            new TestingGateway(new GatewayConfig(Duration.ofSeconds(5), 1024 * 1024, 64, Duration.ofSeconds(3), 100));
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sessions = new AtomicInteger();

    @AfterEach
    void end() throws IOException {
        world.close();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new AssertionError(text, broken);
        }
    }

    private void sleeps() {
        world.sleepers.offer = new Offer(
                "hash",
                (ObjectNode)
                        json("{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0}"),
                (ObjectNode) json("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}}}"),
                (ArrayNode) json("[{\"name\":\"add\"}]"),
                null,
                null,
                null,
                Instant.EPOCH);
        world.asleep("one", NAP);
    }

    /** A legacy server with sessions: another one for each time it is started. */
    private Undertow server(String incarnation) {
        return world.blocking(exchange -> {
            JsonNode asked = json(TestingGateway.body(exchange));
            String method = asked.path("method").asText();
            String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
            seen.add(method + " " + session);
            if (method.equals("initialize")) {
                exchange.getResponseHeaders()
                        .put(new HttpString("Mcp-Session-Id"), incarnation + sessions.incrementAndGet());
            } else if (!method.startsWith("notifications/") && (session == null || !session.startsWith(incarnation))) {
                exchange.setStatusCode(404);
                return;
            }
            if (!asked.has("id")) {
                exchange.setStatusCode(202);
                return;
            }
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            String result = method.equals("initialize")
                    ? "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}"
                    : "{\"by\":\"" + session + "\"}";
            exchange.getResponseSender()
                    .send("{\"jsonrpc\":\"2.0\",\n\"id\":" + asked.path("id") + ",\"result\":" + result + "}");
        });
    }

    private void awake(Undertow server, String incarnation) {
        world.routeCopies("one", List.of(new Route("one", 0, TestingGateway.mcp(server), Map.of(), incarnation)));
    }

    private static String request(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{}}";
    }

    private String initialize() throws Exception {
        HttpResponse<String> greeted = world.post(
                "one",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{\"sampling\":{}},\"clientInfo\":{\"name\":\"x\",\"version\":\"1\"}}}");
        assertThat(json(greeted.body()).at("/result/protocolVersion").asText()).isEqualTo("2025-06-18");
        return greeted.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    @Test
    void whatIsKnownIsAnsweredInBothErasWithoutWaking() throws Exception {
        sleeps();

        String session = initialize();
        HttpResponse<String> ready = world.post(
                "one", "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "Mcp-Session-Id", session);
        HttpResponse<String> tools = world.post("one", request("tools/list"), "Mcp-Session-Id", session);
        HttpResponse<String> prompts = world.post("one", request("prompts/list"), "Mcp-Session-Id", session);
        HttpResponse<String> ping = world.post("one", request("ping"), "Mcp-Session-Id", session);
        HttpResponse<String> modern = world.post("one", request("tools/list"), "MCP-Protocol-Version", "2026-07-28");
        HttpResponse<String> discover =
                world.post("one", request("server/discover"), "MCP-Protocol-Version", "2026-07-28");

        assertThat(ready.statusCode()).isEqualTo(202);
        assertThat(json(tools.body()).at("/result/tools/0/name").asText()).isEqualTo("add");
        assertThat(json(tools.body()).path("result").has("resultType")).isFalse();
        assertThat(json(prompts.body()).at("/error/code").asInt()).isEqualTo(-32601);
        assertThat(json(ping.body()).path("result")).isEmpty();
        assertThat(json(modern.body()).at("/result/resultType").asText()).isEqualTo("complete");
        assertThat(json(discover.body()).at("/result/supportedVersions/0").asText())
                .isEqualTo("2026-07-28");
        assertThat(world.sleepers.wakes).hasValue(0);
    }

    @Test
    void aStreamOfItsOwnWakesNothing() throws Exception {
        sleeps();

        HttpResponse<String> stream =
                world.client.send(world.request("/mcp/s/one").GET().build(), HttpResponse.BodyHandlers.ofString());

        assertThat(stream.statusCode()).isEqualTo(405);
        assertThat(stream.headers().firstValue("Allow")).hasValue("POST, DELETE");
        assertThat(world.sleepers.wakes).hasValue(0);
    }

    @Test
    void aCallWakesAndIsMadeInASessionThatTheServerKnows() throws Exception {
        sleeps();
        Undertow server = server("a");
        String session = initialize();
        world.sleepers.waking = name -> awake(server, "1.1.1");

        HttpResponse<String> answer = world.post("one", CALL, "Mcp-Session-Id", session);
        HttpResponse<String> another = world.post("one", CALL, "Mcp-Session-Id", session);

        assertThat(json(answer.body()).at("/result/by").asText()).isEqualTo("a1");
        assertThat(json(another.body()).at("/result/by").asText()).isEqualTo("a1");
        assertThat(answer.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(seen)
                .containsExactly("initialize null", "notifications/initialized a1", "tools/call a1", "tools/call a1");
    }

    @Test
    void aSessionGoesOnInTheNextProcessWhoeverGaveItOut() throws Exception {
        Undertow first = server("a");
        awake(first, "1.1.1");
        String session = world.post("one", request("initialize"))
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
        assertThat(session).isEqualTo("a1");
        Undertow second = server("b");
        awake(second, "1.2.2");

        HttpResponse<String> answer = world.post("one", CALL, "Mcp-Session-Id", session);

        assertThat(json(answer.body()).at("/result/by").asText()).isEqualTo("b2");
        assertThat(world.post("one", CALL, "Mcp-Session-Id", session, "Test-Caller", "eve")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aHundredCallsOfOneSessionOpenItOnce() throws Exception {
        sleeps();
        Undertow server = server("a");
        String session = initialize();
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            HttpRequest call = world.request("/mcp/s/one")
                    .header("Mcp-Session-Id", session)
                    .POST(HttpRequest.BodyPublishers.ofString(CALL))
                    .build();
            calls.add(world.client.sendAsync(call, HttpResponse.BodyHandlers.ofString()));
        }
        TestingGateway.until(() -> world.sleepers.wakes.get() >= 100);
        awake(server, "1.1.1");

        for (CompletableFuture<HttpResponse<String>> call : calls) {
            assertThat(json(call.get(10, TimeUnit.SECONDS).body())
                            .at("/result/by")
                            .asText())
                    .startsWith("a");
        }
        assertThat(seen.stream().filter(line -> line.startsWith("tools/call"))).hasSize(100);
        assertThat(world.sleepers.sessions).hasValue(1);
    }

    @Test
    void theCallerHearsThatItWaitsAndThenTheAnswerOnTheSameStream() throws Exception {
        sleeps();
        Undertow server = server("a");
        String session = initialize();
        long begun = System.nanoTime();
        world.sleepers.waking = name -> {
            if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(600)) {
                awake(server, "1.1.1");
            }
        };

        HttpResponse<String> answer = world.post("one", SPOKEN, "Mcp-Session-Id", session);

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<JsonNode> events = answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> json(line.substring(6)))
                .toList();
        assertThat(events.get(0).path("method").asText()).isEqualTo("notifications/progress");
        assertThat(events.get(0).at("/params/progressToken").asInt()).isEqualTo(7);
        assertThat(events.get(0).at("/params/progress").asDouble()).isNegative();
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("id").asText()).isEqualTo("c");
        assertThat(last.at("/result/by").asText()).isEqualTo("a1");
    }

    @Test
    void whatDoesNotStartSaysWhyAtOnceAndWhatDoesNotComeInTime() throws Exception {
        sleeps();
        world.sleepers.waking = name -> world.asleep(
                "one", new Nap("hash", InstanceState.FAILED, Reason.EXITED, "its process ended", Instant.now()));
        HttpResponse<String> failed = world.post("one", CALL);
        world.asleep("one", NAP);
        world.sleepers.waking = name -> {};
        HttpResponse<String> late = world.post("one", SPOKEN);

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(json(failed.body()).path("id").asText()).isEqualTo("c");
        assertThat(json(failed.body()).at("/error/message").asText()).contains("EXITED, its process ended");
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(late.body()).contains("7002").contains("not there within 3 s");
    }

    @Test
    void whileWeStopACallIsRefusedAtOnce() throws Exception {
        sleeps();
        world.sleepers.stopping = true;

        HttpResponse<String> refused = world.post("one", CALL);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused.body()).at("/error/message").asText()).contains("we are stopping");
    }

    @Test
    void whoSendsItsBodyTooSlowlyIsRefusedAndWhoIsOnItsWayIsNotWoken() throws Exception {
        sleeps();
        world.asleep("one", new Nap("hash", InstanceState.STARTING, Reason.CALLED, "", Instant.now()));
        Socket slow = world.raw("POST /mcp/s/one HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{");

        HttpResponse<String> late = world.post("one", CALL);

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(world.sleepers.wakes).hasValue(0);
        assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 504");
    }

    @Test
    void whatManyAnnounceTakesRoomBeforeItComes() throws Exception {
        sleeps();
        for (int i = 0; i < 64; i++) {
            assertThat(world.gateway.keep(1024 * 1024)).isTrue();
        }

        Socket one = world.raw("POST /mcp/s/one HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
        Socket large = world.raw("POST /mcp/s/one HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n");

        assertThat(new String(one.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 503");
        assertThat(new String(large.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 413");
        world.gateway.letGo(64 * 1024 * 1024);
    }

    @Test
    void aBodyOfUnknownLengthIsReadAsItComes() throws Exception {
        sleeps();
        String text = "x".repeat(100_000);
        Undertow server = world.blocking(exchange -> exchange.getResponseSender()
                .send("{\"length\":" + TestingGateway.body(exchange).length() + "}"));
        world.sleepers.waking = name -> awake(server, "1.1.1");

        HttpResponse<String> well = world.client.send(
                world.request("/mcp/s/one")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(
                                CALL.replace("{}", "{\"t\":\"" + text + "\"}").getBytes(StandardCharsets.US_ASCII))))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(json(well.body()).path("length").asInt()).isGreaterThan(100_000);
    }

    @Test
    void aRefusalThatIsNoMessageBecomesOneOnAStreamThatHasBegun() throws Exception {
        sleeps();
        Undertow server = world.blocking(exchange -> {
            exchange.setStatusCode(500);
            exchange.getResponseSender().send("<h1>no\n\nway</h1>");
        });
        long begun = System.nanoTime();
        world.sleepers.waking = name -> {
            if (System.nanoTime() - begun > TimeUnit.MILLISECONDS.toNanos(600)) {
                awake(server, "1.1.1");
            }
        };

        HttpResponse<String> answer = world.post("one", SPOKEN);

        List<JsonNode> events = answer.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> json(line.substring(6)))
                .toList();
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("id").asText()).isEqualTo("c");
        assertThat(last.at("/error/message").asText()).contains("HTTP 500");
    }

    @Test
    void aModernStreamOfItsOwnDoesNotKeepAServerAwake() throws Exception {
        Undertow server = server("a");
        awake(server, "1.1.1");

        HttpResponse<String> refused = world.post(
                "one",
                request("subscriptions/listen"),
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "subscriptions/listen");

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(json(refused.body()).path("id").asInt()).isEqualTo(1);
        assertThat(seen).isEmpty();
    }
}
