package org.mcpcoordinator.cli.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mcpcoordinator.mcp.Json;

@Timeout(60)
class StdioBridgeTest {
    private static final String OPEN = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    private static final String OPENED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final TestingGateway gateway = new TestingGateway();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PipedOutputStream lines = new PipedOutputStream();
    private StdioBridge bridge;
    private Thread running;

    StdioBridgeTest() throws IOException {
        PrintStream out = new PrintStream(new Queueing(), true, StandardCharsets.UTF_8);
        Gate gate = new Gate(
                HttpClient.newHttpClient(), gateway.endpoint(), "Bearer t", Duration.ofSeconds(20), LIMIT, LIMIT);
        bridge = new StdioBridge(
                new PipedInputStream(lines, 16 << 20), out, new PrintStream(err, true, StandardCharsets.UTF_8), gate);
        running = new Thread(() -> {
            try {
                bridge.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** One entry for each line. */
    private final class Queueing extends ByteArrayOutputStream {
        @Override
        public synchronized void flush() {
            if (size() > 0) {
                toString(StandardCharsets.UTF_8).lines().forEach(said::add);
                reset();
            }
        }
    }

    @BeforeEach
    void aLegacyServerWithSessions() {
        AtomicInteger sessions = new AtomicInteger();
        gateway.on("initialize", (asked, exchange) -> {
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
                    TestingGateway.json(
                            exchange,
                            200,
                            "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id()
                                    + ",\"result\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}}");
                })
                .result("tools/list", "{\"tools\":[]}");
        running.start();
    }

    @AfterEach
    void close() throws Exception {
        lines.close();
        bridge.end();
        running.join();
        gateway.close();
    }

    @Test
    void aLegacySessionIsKeptAndClosedAtTheEnd() throws Exception {
        tell(OPEN);
        assertThat(heard().path("result").path("protocolVersion").asText()).isEqualTo("2025-06-18");
        tell(OPENED);
        tell("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\"}");
        assertThat(heard().path("id").asText()).isEqualTo("x");

        lines.close();
        running.join();

        TestingGateway.Asked list = gateway.asked("tools/list").get(0);
        assertThat(list.session()).isEqualTo("s1");
        assertThat(list.header("MCP-Protocol-Version")).isEqualTo("2025-06-18");
        assertThat(list.header("Authorization")).isEqualTo("Bearer t");
        assertThat(gateway.asked("initialize").get(0).session()).isEmpty();
        assertThat(gateway.asked("notifications/initialized").get(0).session()).isEqualTo("s1");
        assertThat(gateway.asked("DELETE"))
                .singleElement()
                .satisfies(end -> assertThat(end.session()).isEqualTo("s1"));
    }

    @Test
    void whatWasPipedInIsAnsweredBeforeTheEnd() throws Exception {
        gateway.on("tools/call", (asked, exchange) -> TestingGateway.stream(exchange, """
                : hello
                data: {"jsonrpc":"2.0","method":"notifications/progress",
                data:  "params":{"progressToken":1,"progress":1}}

                data: {"jsonrpc":"2.0","id":7,"result":{"content":[]}}

                """));
        tell(OPEN);
        tell("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
        lines.close();
        running.join();

        assertThat(heard().path("id").asInt()).isZero();
        assertThat(heard().path("method").asText()).isEqualTo("notifications/progress");
        assertThat(heard().path("id").asInt()).isEqualTo(7);
        assertThat(said).isEmpty();
    }

    @Test
    void aSessionThatEndedIsOpenedAnewAndTheClientNeverHearsOfIt() throws Exception {
        gateway.on("tools/list", (asked, exchange) -> {
            if (asked.session().equals("s1")) {
                TestingGateway.json(exchange, 404, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":7004}}");
            } else {
                TestingGateway.json(
                        exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id() + ",\"result\":{\"tools\":[]}}");
            }
        });
        gateway.result("logging/setLevel", "{}");
        tell(OPEN);
        heard();
        tell(OPENED);
        tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"debug\"}}");
        heard();

        tell("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");

        assertThat(heard().path("result").path("tools").isArray()).isTrue();
        assertThat(said).isEmpty();
        assertThat(gateway.asked("initialize")).hasSize(2);
        assertThat(gateway.asked("notifications/initialized"))
                .extracting(TestingGateway.Asked::session)
                .containsExactly("s1", "s2");
        assertThat(gateway.asked("logging/setLevel"))
                .extracting(TestingGateway.Asked::session)
                .containsExactly("s1", "s2");
    }

    @Test
    void aServerThatIsNotThereIsToldAndOpensNoSession() throws Exception {
        tell(OPEN);
        heard();
        gateway.on(
                "tools/list",
                (asked, exchange) -> TestingGateway.json(
                        exchange,
                        404,
                        "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":4001,\"message\":\"No such server\"}}"));
        tell("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
        JsonNode refused = heard();
        assertThat(refused.path("id").asInt()).isEqualTo(2);
        assertThat(refused.path("error").path("message").asText()).isEqualTo("No such server");
        assertThat(gateway.asked("initialize")).hasSize(1);
    }

    @Test
    void theServerAsksAndTheClientAnswers() throws Exception {
        gateway.on(
                "GET",
                (asked, exchange) -> TestingGateway.stream(
                        exchange, "data: {\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"roots/list\"}\n\n"));
        tell(OPEN);
        heard();
        tell(OPENED);
        assertThat(heard().path("method").asText()).isEqualTo("roots/list");
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"result\":{\"roots\":[]}}";
        tell(answer);
        tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        heard();
        assertThat(gateway.asked("answer")).singleElement().satisfies(told -> {
            assertThat(told.body()).isEqualTo(answer);
            assertThat(told.session()).isEqualTo("s1");
        });
        assertThat(gateway.asked("GET").get(0).session()).isEqualTo("s1");
    }

    @Test
    void aModernRequestCarriesTheHeadersThatRepeatIt() throws Exception {
        gateway.result(
                        "tools/list",
                        "{\"resultType\":\"complete\",\"tools\":[{\"name\":\"grüß\",\"inputSchema\":"
                                + "{\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}]}")
                .on("tools/call", (asked, exchange) -> {
                    boolean good = asked.header("Mcp-Param-Region").equals("eu");
                    TestingGateway.json(
                            exchange,
                            good ? 200 : 400,
                            "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id()
                                    + (good ? ",\"result\":{}}" : ",\"error\":{\"code\":-32020,\"message\":\"m\"}}"));
                });
        tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"grüß\",\"arguments\":"
                + "{\"region\":\"eu\"}," + META + "}}");

        assertThat(heard().has("result")).isTrue();
        assertThat(said).isEmpty();
        TestingGateway.Asked call = gateway.asked("tools/call").get(1);
        assertThat(call.header("Mcp-Method")).isEqualTo("tools/call");
        assertThat(call.header("Mcp-Name")).isEqualTo("=?base64?Z3LDvMOf?=");
        assertThat(call.header("MCP-Protocol-Version")).isEqualTo("2026-07-28");
        assertThat(call.session()).isEmpty();
    }

    @Test
    void requestsRunSideBySideAndCancellingAModernOneClosesItsStream() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        gateway.on("tools/call", (asked, exchange) -> {
                    TestingGateway.stream(exchange, ": wait\n\n");
                    try {
                        while (true) {
                            exchange.getResponseBody().write(": still\n\n".getBytes(StandardCharsets.UTF_8));
                            exchange.getResponseBody().flush();
                        }
                    } catch (IOException gone) {
                        closed.countDown();
                    }
                })
                .result("server/discover", "{\"supportedVersions\":[\"2026-07-28\"]}");
        tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"slow\"," + META + "}}");
        tell("{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"server/discover\",\"params\":{" + META + "}}");
        assertThat(heard().path("id").asInt()).isEqualTo(6);

        tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.asked("notifications/cancelled")).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void aLegacyServerIsToldOfACancellation() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        gateway.on("tools/call", (asked, exchange) -> {
            TestingGateway.stream(exchange, ": wait\n\n");
            begun.countDown();
        });
        tell(OPEN);
        heard();
        tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"slow\"}}");
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
        tell("{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/list\"}");
        assertThat(heard().path("id").asInt()).isEqualTo(6);
        assertThat(gateway.asked("notifications/cancelled"))
                .singleElement()
                .satisfies(told -> assertThat(told.session()).isEqualTo("s1"));
    }

    @Test
    void whatIsNoMessageIsRefusedAndNothingElseStandsOnStandardOutput() throws Exception {
        tell("hello");
        assertThat(heard().path("error").path("code").asInt()).isEqualTo(-32700);
        tell("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]");
        assertThat(heard().path("error").path("code").asInt()).isEqualTo(-32600);
        tell("x".repeat(StdioBridge.LONGEST_LINE + 1));
        assertThat(heard().path("error").path("message").asText()).contains("more than");
        gateway.on("tools/list", (asked, exchange) -> TestingGateway.json(exchange, 200, "<html>no MCP</html>"));
        tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertThat(heard().path("error").path("code").asInt()).isEqualTo(7003);
        gateway.on(
                "tools/list",
                (asked, exchange) -> TestingGateway.json(
                        exchange, 401, "{\"title\":\"Sign in first\",\"code\":\"NOT_AUTHENTICATED\"}"));
        tell("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
        assertThat(heard().path("error").path("message").asText()).contains("Sign in first");
    }

    @Test
    void aStreamThatBreaksBeforeItsAnswerIsTakenUpAgain() throws Exception {
        gateway.on("tools/call", (asked, exchange) -> {
            TestingGateway.stream(exchange, "id: e1\nretry: 1\ndata: \n\n");
            exchange.close();
        });
        tell(OPEN);
        heard();
        gateway.on("GET", (asked, exchange) -> {
            TestingGateway.stream(exchange, "data: {\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}\n\n");
            exchange.close();
        });
        tell("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
        assertThat(heard().path("id").asInt()).isEqualTo(9);
        assertThat(gateway.asked("GET").get(0).header("Last-Event-ID")).isEqualTo("e1");
    }

    @Test
    void aBreakWithinAnEventLosesNoMessage() throws Exception {
        gateway.on("tools/call", (asked, exchange) -> {
            TestingGateway.stream(exchange, "id: e1\nretry: 1\n\nid: e2\n");
            exchange.close();
        });
        gateway.on("GET", (asked, exchange) -> {
            TestingGateway.stream(exchange, "id: e2\ndata: {\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}\n\n");
            exchange.close();
        });
        tell(OPEN);
        heard();
        tell("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
        assertThat(heard().path("result").isObject()).isTrue();
        assertThat(gateway.asked("GET").get(0).header("Last-Event-ID")).isEqualTo("e1");
    }

    @Test
    void aCallIsFollowedThroughPollsThatBringNothingFromTheSameEventOn() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        gateway.on("tools/call", (asked, exchange) -> {
            TestingGateway.stream(exchange, "id: e1\nretry: 1\ndata: \n\nid: \u0e01\ndata: \n\n");
            exchange.close();
        });
        gateway.on("GET", (asked, exchange) -> {
            boolean last = polls.incrementAndGet() > 22;
            TestingGateway.stream(
                    exchange, last ? "data: {\"jsonrpc\":\"2.0\",\"id\":9,\"result\":{}}\n\n" : ": nothing yet\n\n");
            exchange.close();
        });
        tell(OPEN);
        heard();
        tell("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
        assertThat(heard().path("result").isObject()).isTrue();
        assertThat(gateway.asked("GET"))
                .hasSize(23)
                .allSatisfy(poll -> assertThat(poll.header("Last-Event-ID")).isEqualTo("e1"));
    }

    @Test
    void aStreamThatBringsNothingAnyMoreIsGivenUpInTheEnd() throws Exception {
        gateway.on("tools/call", (asked, exchange) -> {
            TestingGateway.stream(exchange, "id: e1\ndata: \n\n");
            exchange.close();
        });
        gateway.on("GET", (asked, exchange) -> {
            TestingGateway.stream(exchange, "id: e1\ndata: \n\n");
            exchange.close();
        });
        tell(OPEN);
        heard();
        tell("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"t\"}}");
        assertThat(heard().path("error").path("message").asText()).contains("brought nothing new");
    }

    @Test
    void whatFitsNoHeaderIsAnsweredWithAnError() throws Exception {
        tell("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/list\",\"params\":{"
                + META.replace("2026-07-28", "\u0e01") + "}}");
        JsonNode answer = heard();
        assertThat(answer.path("id").asInt()).isEqualTo(5);
        assertThat(answer.path("error").path("message").asText()).contains("could not be sent");
        tell("{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"tools/list\"}");
        assertThat(heard().path("result").isObject()).isTrue();
    }

    @Test
    void theEndOfInputEndsItWhileTheServerNeverOpensTheSession() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        gateway.on("initialize", (asked, exchange) -> {
            TestingGateway.stream(exchange, ": wait\n\n");
            await(never);
        });
        tell(OPEN);
        tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        lines.close();
        running.join(TimeUnit.SECONDS.toMillis(40));
        assertThat(running.isAlive()).isFalse();
        assertThat(heard().path("error").path("message").asText()).contains("no answer within 5 s");
        assertThat(heard().path("id").asInt()).isEqualTo(1);
        never.countDown();
    }

    @Test
    void nothingIsSaidInANewSessionBeforeItWasToldThatItIsInitialized() throws Exception {
        TestingGateway.Answering ended = (asked, exchange) -> {
            if (asked.session().equals("s1")) {
                TestingGateway.json(exchange, 404, "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":7004}}");
            } else {
                TestingGateway.json(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":" + asked.id() + ",\"result\":{}}");
            }
        };
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch other = new CountDownLatch(1);
        gateway.on("tools/list", ended).on("prompts/list", (asked, exchange) -> {
            other.countDown();
            ended.answer(asked, exchange);
        });
        gateway.on("notifications/initialized", (asked, exchange) -> {
            if (asked.session().equals("s2")) {
                telling.countDown();
                await(other);
            }
            TestingGateway.json(exchange, 202, "");
        });
        tell(OPEN);
        heard();
        tell(OPENED);
        tell("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertThat(telling.await(30, TimeUnit.SECONDS)).isTrue();
        tell("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"prompts/list\"}");
        assertThat(heard().has("result")).isTrue();
        assertThat(heard().has("result")).isTrue();
        assertThat(gateway.asked("prompts/list"))
                .extracting(TestingGateway.Asked::session)
                .containsExactly("s1", "s2");
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(50, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing came within 50 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String line) throws IOException {
        lines.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        lines.flush();
    }

    private JsonNode heard() throws Exception {
        @Nullable String line = said.poll(30, TimeUnit.SECONDS);
        assertThat(line)
                .as("standard error: " + err.toString(StandardCharsets.UTF_8))
                .isNotNull();
        return Json.read(line);
    }
}
