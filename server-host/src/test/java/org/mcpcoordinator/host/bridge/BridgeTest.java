package org.mcpcoordinator.host.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;

/** Real programs on real pipes, called over HTTP by clients of both eras. */
class BridgeTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path folder;

    private Bridge bridge;
    private final List<Process> children = new ArrayList<>();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Era> met = Collections.synchronizedList(new ArrayList<>());
    private Bridged program;

    @BeforeEach
    void open() throws IOException {
        bridge = Bridge.open(0);
    }

    @AfterEach
    void close() {
        bridge.close();
        children.forEach(Process::destroyForcibly);
    }

    private TestingClient child(String... habits) throws IOException {
        List<String> argv = new ArrayList<>(List.of(
                JAVA.toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                TestingChild.class.getName()));
        argv.addAll(List.of(habits));
        Process child = new ProcessBuilder(argv)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        children.add(child);
        program = bridge.serve(
                Bridge.path("alpha", 0, 0), child.getInputStream(), child.getOutputStream(), new Bridged.Events() {
                    @Override
                    public void met(Era era) {
                        met.add(era);
                    }

                    @Override
                    public void ended() {
                        log.add("ended");
                    }

                    @Override
                    public void log(String line) {
                        log.add(line);
                    }
                });
        return client();
    }

    private TestingClient client() {
        URI endpoint = URI.create("http://127.0.0.1:" + bridge.port() + Bridge.path("alpha", 0, 0));
        return new TestingClient(endpoint, bridge.secret());
    }

    @Test
    void aLegacyClientCallsALegacyProgramThroughASessionOfItsOwn() throws Exception {
        TestingClient client = child("legacy");
        TestingClient.Got hello = client.legacy("""
                {"jsonrpc": "2.0", "id": "a", "method": "initialize", "params": {"protocolVersion": "2025-11-25",
                 "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}""");

        assertThat(hello.status()).isEqualTo(200);
        assertThat(hello.last().path("id").asText()).isEqualTo("a");
        assertThat(hello.last().path("result").path("protocolVersion").asText())
                .as("no newer one than the program speaks")
                .isEqualTo("2025-06-18");
        assertThat(hello.last().path("result").path("instructions").asText()).isEqualTo("be kind");
        client.session = hello.session();
        assertThat(client.session).isPresent();
        assertThat(client.legacy("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                        .status())
                .isEqualTo(202);
        assertThat(client.call("1", "echo", "{\"n\": 1.10, \"big\": 1e400}").text())
                .as("numbers keep their digits on the way in")
                .contains("1.1");
        assertThat(client.call("\"x\"", "initializes", "{}").text()).isEqualTo("1 true");
        assertThat(met).containsExactly(Era.LEGACY);
    }

    @Test
    void idsAreReplacedOnThePipeAndComeBackWithTheirType() throws Exception {
        TestingClient first = child("legacy").initialize("2025-06-18", "{}");
        TestingClient second = client().initialize("2025-03-26", "{}");

        List<CompletableFuture<TestingClient.Got>> got = new ArrayList<>();
        for (int turn = 0; turn < 20; turn++) {
            got.add(first.sendLater(TestingClient.callBody(String.valueOf(turn), "echo", "{\"from\": " + turn + "}")));
            got.add(second.sendLater(TestingClient.callBody("\"" + turn + "\"", "echo", "{\"of\": " + turn + "}")));
        }

        for (int at = 0; at < got.size(); at++) {
            TestingClient.Got answer = got.get(at).join();
            assertThat(answer.last().path("id").isTextual()).isEqualTo(at % 2 == 1);
            assertThat(answer.last().path("id").asText()).isEqualTo(String.valueOf(at / 2));
            assertThat(answer.text()).isEqualTo((at % 2 == 1 ? "{\"of\":" : "{\"from\":") + at / 2 + "}");
        }
    }

    @Test
    void progressComesOnTheStreamOfItsCallWithTheClientsOwnToken() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        TestingClient.Got got = client.legacy("""
                {"jsonrpc": "2.0", "id": 5, "method": "tools/call",
                 "params": {"name": "progress", "arguments": {}, "_meta": {"progressToken": "mine"}}}""");

        assertThat(got.type()).startsWith("text/event-stream");
        assertThat(got.messages()).hasSize(4);
        assertThat(got.messages().get(0).path("params").path("progressToken").asText())
                .isEqualTo("mine");
        assertThat(got.text()).isEqualTo("done");
    }

    @Test
    void aModernClientCallsALegacyProgram() throws Exception {
        TestingClient client = child("legacy");

        JsonNode discovered =
                client.modern("server/discover", Json.object()).last().path("result");
        TestingClient.Got list = client.modern("tools/list", Json.object());
        ObjectNode params = Json.object().put("name", "progress");
        params.putObject("arguments");
        params.putObject("_meta").put("progressToken", 99);
        TestingClient.Got call = client.modern("tools/call", params);

        assertThat(discovered.path("supportedVersions").get(0).asText()).isEqualTo("2026-07-28");
        assertThat(discovered
                        .path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .asText())
                .isEqualTo("child");
        assertThat(list.last().path("result").path("resultType").asText()).isEqualTo("complete");
        assertThat(list.last().path("result").path("cacheScope").asText()).isEqualTo("private");
        assertThat(call.messages().get(0).path("params").path("progressToken").asInt())
                .isEqualTo(99);
        assertThat(call.text()).isEqualTo("done");
        assertThat(client.modern("ping", Json.object()).status()).isEqualTo(404);
        ObjectNode seen = Json.object().put("name", "seen");
        seen.putObject("arguments");
        assertThat(client.modern("tools/call", seen).text()).doesNotContain("io.modelcontextprotocol");
    }

    @Test
    void aModernClientsHeadersMustAgreeWithItsBody() throws Exception {
        TestingClient client = child("legacy");
        HttpRequest.Builder other =
                client.modernPost(1, "tools/list", Json.object()).setHeader("Mcp-Method", "tools/call");

        TestingClient.Got got = TestingClient.read(TestingClient.send(other));

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.last().path("error").path("code").asInt()).isEqualTo(-32020);
    }

    @Test
    void clientsOfBothErasCallAModernProgram() throws Exception {
        TestingClient modern = child("modern");
        ObjectNode params = Json.object().put("name", "seen");
        params.putObject("arguments");
        TestingClient.Got seen = modern.modern("tools/call", params);
        TestingClient legacy = client().initialize("2025-11-25", "{}");

        assertThat(seen.text()).contains("io.modelcontextprotocol/protocolVersion");
        assertThat(met).containsExactly(Era.MODERN);
        TestingClient.Got call = legacy.call("4", "seen", "{}");
        assertThat(call.text()).contains("\"io.modelcontextprotocol/clientInfo\":{\"name\":\"t\"");
        assertThat(call.last().path("result").has("resultType")).isFalse();
        assertThat(legacy.legacy("{\"jsonrpc\": \"2.0\", \"id\": 5, \"method\": \"ping\"}")
                        .last()
                        .has("result"))
                .isTrue();
    }

    @Test
    void silenceToDiscoveryMeansTheLegacyEra() throws Exception {
        TestingClient client = child("legacy", "mute");

        assertThat(client.modern("tools/list", Json.object()).status()).isEqualTo(200);
        assertThat(met).containsExactly(Era.LEGACY);
    }

    @Test
    void aQuestionOfALegacyProgramReachesTheClientThatCalls() throws Exception {
        TestingClient other = child("legacy").initialize("2025-06-18", "{\"elicitation\": {}}");
        TestingClient client = client().initialize("2025-06-18", "{\"elicitation\": {}}");
        try (TestingClient.Flow quiet = other.listen();
                TestingClient.Flow flow = client.flow(TestingClient.callBody("8", "ask", "{}"))) {
            JsonNode question = flow.next();
            assertThat(question.path("method").asText()).isEqualTo("elicitation/create");

            TestingClient.Got told = client.legacy("{\"jsonrpc\": \"2.0\", \"id\": " + question.path("id")
                    + ", \"result\": {\"action\": \"accept\"}}");

            assertThat(told.status()).isEqualTo(202);
            assertThat(flow.next()
                            .path("result")
                            .path("content")
                            .path(0)
                            .path("text")
                            .asText())
                    .isEqualTo("the client said {\"action\":\"accept\"}");
            assertThat(quiet.isEmpty()).isTrue();
        }
    }

    @Test
    void aQuestionIsRefusedWhereItCannotBeToldWhoIsAsked() throws Exception {
        TestingClient first = child("legacy").initialize("2025-06-18", "{\"elicitation\": {}}");
        TestingClient second = client().initialize("2025-06-18", "{\"elicitation\": {}}");
        CompletableFuture<TestingClient.Got> never = first.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("both are under way", () -> program.open() > 0);

        assertThat(second.call("2", "ask", "{}").text()).contains("several clients are calling");
        never.cancel(true);
    }

    @Test
    void aClientWithoutTheCapabilityIsNotAsked() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "ask", "{}").text()).contains("does not offer elicitation/create");
        ObjectNode params = Json.object().put("name", "ask");
        params.putObject("arguments");
        assertThat(client().modern("tools/call", params).text()).contains("cannot be asked");
    }

    @Test
    void whatAModernProgramNeedsIsAskedOfALegacyClientAndOfAModernOneByItsResult() throws Exception {
        TestingClient client = child("modern").initialize("2025-11-25", "{\"elicitation\": {}}");
        try (TestingClient.Flow flow = client.flow(TestingClient.callBody("8", "ask", "{}"))) {
            JsonNode question = flow.next();
            client.legacy("{\"jsonrpc\": \"2.0\", \"id\": " + question.path("id")
                    + ", \"result\": {\"action\": \"accept\"}}");

            assertThat(flow.next()
                            .path("result")
                            .path("content")
                            .path(0)
                            .path("text")
                            .asText())
                    .isEqualTo("answered {\"action\":\"accept\"} in state-1");
        }
        ObjectNode params = Json.object().put("name", "ask");
        params.putObject("arguments");
        assertThat(client().modern("tools/call", params)
                        .last()
                        .path("result")
                        .path("resultType")
                        .asText())
                .isEqualTo("input_required");
    }

    @Test
    void cancellingAndGoingAwayReachTheProgramUnderItsOwnId() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        CompletableFuture<TestingClient.Got> cancelled =
                client.sendLater(TestingClient.callBody("\"a\"", "never", "{}"));
        until("it is under way", () -> program.open() == 1);
        client.legacy(
                "{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\", \"params\": {\"requestId\": \"a\"}}");
        cancelled.join();
        ObjectNode params = Json.object().put("name", "never");
        params.putObject("arguments");
        CompletableFuture<HttpResponse<byte[]>> gone = TestingClient.HTTP.sendAsync(
                client().modernPost(3, "tools/call", params).build(), HttpResponse.BodyHandlers.ofByteArray());
        until("it is under way", () -> program.open() == 1);
        gone.cancel(true);
        until("the bridge has noticed", () -> program.open() == 0);

        String seen = client.call("3", "cancelled", "{}").text();

        assertThat(seen.split(",", -1)).as(seen).hasSize(2);
        assertThat(seen).doesNotContain("a");
    }

    @Test
    void whatBelongsToNoCallReachesAllThatListen() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        TestingClient other = client().initialize("2025-06-18", "{}");
        other.legacy(
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"resources/subscribe\", \"params\": {\"uri\": \"test://a\"}}");
        ObjectNode wanted = Json.object();
        wanted.putObject("notifications")
                .put("toolsListChanged", true)
                .putArray("resourceSubscriptions")
                .add("test://a");
        try (TestingClient.Flow one = client.listen();
                TestingClient.Flow two = other.listen();
                TestingClient.Flow three = client().modernFlow(42, "subscriptions/listen", wanted)) {
            assertThat(three.next().path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(client.listen().status).as("one stream for each session").isEqualTo(409);

            client.call("1", "change", "{}");
            client.call("2", "update", "{\"uri\": \"test://a\"}");

            assertThat(one.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(two.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(two.next().path("method").asText()).isEqualTo("notifications/resources/updated");
            JsonNode changed = three.next();
            assertThat(changed.path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(changed.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asInt())
                    .isEqualTo(42);
            assertThat(three.next().path("method").asText()).isEqualTo("notifications/resources/updated");
            assertThat(one.isEmpty())
                    .as("who has not subscribed hears nothing of it")
                    .isTrue();
        }
    }

    @Test
    void legacySessionsHearWhatAModernProgramTells() throws Exception {
        TestingClient client = child("modern").initialize("2025-11-25", "{}");
        try (TestingClient.Flow flow = client.listen()) {
            client.call("1", "change", "{}");

            assertThat(flow.next().path("method").asText()).isEqualTo("notifications/tools/list_changed");
        }
    }

    @Test
    void logMessagesComeAtTheLevelTheClientWants() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        assertThat(client.call("1", "log", "{}").messages()).hasSize(3);
        client.legacy(
                "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"logging/setLevel\", \"params\": {\"level\": \"error\"}}");
        ObjectNode params = Json.object().put("name", "log");
        params.putObject("arguments");

        assertThat(client.call("3", "log", "{}").messages()).hasSize(2);
        assertThat(client().modern("tools/call", params.deepCopy()).messages()).hasSize(1);
        params.putObject("_meta").put("io.modelcontextprotocol/logLevel", "debug");
        assertThat(client().modern("tools/call", params).messages()).hasSize(3);
    }

    @Test
    void noiseIsLoggedAndHarmsNothing() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "noise", "{}").text()).isEqualTo("after the noise");

        assertThat(program.noise()).isEqualTo(4);
        assertThat(log).contains("[stdout] this is no JSON");
    }

    @Test
    void aLineThatIsTooLongFailsItsCallAndNoOther() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.call("1", "huge", "{\"size\": 4000000}").text()).hasSize(4_000_000);
        assertThat(client.call("2", "huge", "{\"size\": " + (Pipe.LINE_BYTES + 1) + "}")
                        .last()
                        .path("error")
                        .path("message")
                        .asText())
                .contains("longer than");
        assertThat(client.call("3", "echo", "{}").text()).isEqualTo("{}");
    }

    @Test
    void aCrashInTheMiddleOfALineFailsWhatIsUnderWay() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        CompletableFuture<TestingClient.Got> other = client.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("it is under way", () -> program.open() == 1);

        TestingClient.Got half = client.call("2", "half", "{}");

        assertThat(half.last().path("error").path("message").asText()).contains("ended while this was under way");
        assertThat(half.last().path("id").asInt()).isEqualTo(2);
        assertThat(other.join().last().path("error").path("code").asInt()).isEqualTo(-32603);
        until("its end is known", () -> log.contains("ended"));
        assertThat(log).anyMatch(line -> line.startsWith("[stdout] an unfinished line"));
        assertThat(client.call("3", "echo", "{}").status()).isEqualTo(503);
    }

    @Test
    void theEndOfItsInputEndsAProgram() throws Exception {
        child("legacy").initialize("2025-06-18", "{}");

        program.closeInput();

        assertThat(children.get(0).waitFor(30, java.util.concurrent.TimeUnit.SECONDS))
                .isTrue();
        assertThat(children.get(0).exitValue()).isZero();
    }

    @Test
    void aSessionThatHasEndedIsNotFound() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");
        assertThat(TestingClient.send(client.base().DELETE()).statusCode()).isEqualTo(200);

        assertThat(client.call("1", "echo", "{}").status()).isEqualTo(404);
        assertThat(client().call("1", "echo", "{}").text())
                .as("without a session")
                .isEqualTo("{}");
    }

    @Test
    void onlyWhoKnowsTheSecretIsLetInAndNoPageOfTheWeb() throws Exception {
        child("legacy");
        URI endpoint = URI.create("http://127.0.0.1:" + bridge.port() + Bridge.path("alpha", 0, 0));

        assertThat(new TestingClient(endpoint, "wrong").call("1", "echo", "{}").status())
                .isEqualTo(401);
        HttpRequest.Builder without = HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertThat(TestingClient.send(without).statusCode()).isEqualTo(401);
        assertThat(TestingClient.send(client().post("{}").header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(new TestingClient(
                                URI.create("http://127.0.0.1:" + bridge.port() + "/s/other/0/0/mcp"), bridge.secret())
                        .call("1", "echo", "{}")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotReadToTheEnd() throws Exception {
        try (Socket stranger = new Socket("127.0.0.1", bridge.port())) {
            stranger.setSoTimeout(10_000);
            stranger.getOutputStream()
                    .write(("POST " + Bridge.path("alpha", 0, 0) + " HTTP/1.1\r\nHost: 127.0.0.1:" + bridge.port()
                                    + "\r\nAuthorization: Bearer guess\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegun\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(stranger.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 401").contains("Connection: close");
        }
    }

    @Test
    void callersWithoutASessionMayUseTheSameId() throws Exception {
        TestingClient one = child("legacy");
        CompletableFuture<TestingClient.Got> first = one.sendLater(TestingClient.callBody("1", "never", "{}"));
        until("the first call is under way", () -> program.open() > 0);
        assertThat(client().call("1", "echo", "{\"n\": 2}").text()).contains("2");
        assertThat(first).isNotDone();
    }

    @Test
    void whatIsNoMessageIsRefused() throws Exception {
        TestingClient client = child("legacy").initialize("2025-06-18", "{}");

        assertThat(client.legacy("{nonsense").status()).isEqualTo(400);
        assertThat(client.legacy("[]").status()).isEqualTo(400);
        assertThat(client.legacy("{\"jsonrpc\": \"2.0\", \"id\": null, \"method\": \"ping\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.legacy("x".repeat(Pipe.LINE_BYTES + 1)).status()).isEqualTo(413);
        assertThat(TestingClient.send(client.base().PUT(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
