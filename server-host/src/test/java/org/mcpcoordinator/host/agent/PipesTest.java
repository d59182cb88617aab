package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.host.bridge.TestingChild;

/** Orders to run programs that speak stdio: the agent keeps their pipes, and ends with them. */
class PipesTest {
    private static final String BOOT = "this-boot";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestingHost host;

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void aProgramOnItsPipesIsCalledThroughTheBridgeWithTheSecretOfThisStart() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"));
        JsonNode status = caller.awaitState("alpha", State.RUNNING);

        assertThat(call(caller, "alpha", 0, "echo")).contains("hello");

        assertThat(status.path("port").asInt()).isZero();
        assertThat(host.starts()).singleElement().satisfies(start -> {
            assertThat(start.kind()).isEqualTo("stdio");
            assertThat(start.cause()).isEqualTo("rollout 1");
        });
        JsonNode bridge = caller.ask("hello").path("bridge");
        assertThat(bridge.path("secret").asText()).hasSizeGreaterThan(40);
        try (Stream<Path> files = Files.walk(host.directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(bridge.path("secret").asText());
            }
        }
        assertThat(call(bridge.path("port").asInt(), "wrong", "alpha", 0, "echo")
                        .statusCode())
                .isEqualTo(401);
    }

    /** Nobody listens: the agent hears it all the same, and says so to whoever watches. */
    @Test
    void whoSaysThatItsListsHaveChangedIsHeardByTheAgent() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"), program("beta", 1, "modern"));
        for (String each : List.of("alpha", "beta")) {
            caller.awaitState(each, State.RUNNING);

            assertThat(call(caller, each, 0, "change")).contains("changed");
            assertThat(call(caller, each, 0, "change")).contains("changed");

            caller.await(
                    each, "to be heard twice", status -> status.path("lists").asInt() == 2);
        }
    }

    @Test
    void itsErrorsAndTheNoiseOfItsOutputAreInItsLog() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"));
        caller.awaitState("alpha", State.RUNNING);
        call(caller, "alpha", 0, "noise");

        JsonNode lines = caller.ask(
                        new ServerKey("alpha", 0).addTo(Json.object().put("op", "logs")))
                .path("lines");

        assertThat(lines)
                .extracting(JsonNode::asText)
                .contains("[stdout] this is no JSON")
                .anyMatch(line -> line.endsWith("is up"));
        assertThat(Files.readString(
                        host.settings("x").work(new ServerKey("alpha", 0)).resolve("environment")))
                .doesNotContain("PWD=");
    }

    @Test
    void whoFollowsALogHearsOfItsNextLine() throws Exception {
        Agent agent = host.agent(BOOT);
        TestingCaller caller = host.caller();
        TestingCaller follower = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"));
        caller.awaitState("alpha", State.RUNNING);
        call(caller, "alpha", 0, "echo");
        JsonNode first =
                follower.ask(new ServerKey("alpha", 0).addTo(Json.object().put("op", "logs")));
        ObjectNode question = new ServerKey("alpha", 0)
                .addTo(Json.object()
                        .put("op", "logs")
                        .put("after", first.path("next").asLong())
                        .put("waitMillis", 25_000));
        CompletableFuture<JsonNode> next = CompletableFuture.supplyAsync(() -> {
            try {
                return follower.ask(question);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });

        TestingCaller.until(Duration.ofSeconds(20), "it waits", () -> agent.followers() == 1);
        assertThat(next).isNotDone();
        call(caller, "alpha", 0, "noise");

        assertThat(next.join().path("lines").path(0).asText()).isEqualTo("[stdout] this is no JSON");
        assertThat(next.join().path("next").asLong())
                .isGreaterThan(first.path("next").asLong());
    }

    @Test
    void aKilledProgramIsStartedAgainOnce() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        call(caller, "alpha", 0, "echo");

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        caller.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && isRunning(status));

        assertThat(call(caller, "alpha", 0, "echo")).contains("hello");
        assertThat(host.starts()).extracting(Start::cause).containsExactly("rollout 1", "crash");
    }

    @Test
    void aProgramThatClosesItsOutputIsNoServerAnyMore() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"));
        caller.awaitState("alpha", State.RUNNING);

        assertThat(call(caller, "alpha", 0, "deaf")).contains("ended while this was under way");

        caller.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && isRunning(status));
        assertThat(call(caller, "alpha", 0, "echo")).contains("hello");
    }

    @Test
    void itIsAskedToEndByTheEndOfItsInputAndMadeToIfItDoesNot() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"), program("beta", 1, "legacy", "stubborn"));
        caller.awaitState("alpha", State.RUNNING);
        long stubborn = caller.awaitState("beta", State.RUNNING).path("pid").asLong();
        call(caller, "alpha", 0, "echo");
        call(caller, "beta", 0, "echo");

        caller.apply(2, true);

        caller.awaitState("alpha", State.STOPPED);
        caller.awaitState("beta", State.STOPPED);
        assertThat(ProcessTable.stat(stubborn).filter(ProcessTable.Stat::living))
                .isEmpty();
    }

    @Test
    void theNextGenerationComesUpBesideTheOneThatServes() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"));
        caller.awaitState("alpha", State.RUNNING);

        caller.apply(1, false, program("alpha", 2, "modern").put("side", 1));
        caller.await(new ServerKey("alpha", 0, 1), "in generation 2", PipesTest::isRunning);

        assertThat(call(caller, "alpha", 0, "echo")).contains("hello");
        assertThat(call(caller, "alpha", 1, "echo")).contains("hello");
    }

    @Test
    void anotherAgentEndsWhatTheLastOneLeftAndStartsEachProgramOnce() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        caller.apply(1, true, program("alpha", 1, "legacy"), program("beta", 1, "legacy", "stubborn"));
        caller.awaitState("alpha", State.RUNNING);
        long stubborn = caller.awaitState("beta", State.RUNNING).path("pid").asLong();
        call(caller, "alpha", 0, "echo");
        call(caller, "beta", 0, "echo");
        int port = caller.ask("hello").path("bridge").path("port").asInt();
        String secret = caller.ask("hello").path("bridge").path("secret").asText();

        first.destroyForcibly().waitFor();
        host.process();
        TestingCaller next = host.caller();
        next.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && isRunning(status));
        next.await("beta", "again", status -> status.path("attempt").asInt() == 2 && isRunning(status));

        assertThat(ProcessTable.stat(stubborn).filter(ProcessTable.Stat::living))
                .isEmpty();
        assertThat(call(next, "alpha", 0, "echo")).contains("hello");
        assertThat(call(next, "beta", 0, "echo")).contains("hello");
        JsonNode bridge = next.ask("hello").path("bridge");
        assertThat(bridge.path("port").asInt()).isEqualTo(port);
        assertThat(bridge.path("secret").asText()).isNotEqualTo(secret);
        assertThat(host.starts())
                .extracting(start -> start.server() + " " + start.cause())
                .containsExactlyInAnyOrder(
                        "alpha rollout 1", "beta rollout 1", "alpha agent-restart", "beta agent-restart");
    }

    /** The JDK's own words would repeat the value, which is a secret. */
    @Test
    void aValueWithANulIsRefusedWithoutShowingIt() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode order = program("alpha", 1, "legacy");
        order.withObject("/launch/env").put("KEY", "${secret:KEY}");
        order.putObject("secrets").put("KEY", "hunter2\0");

        caller.apply(1, true, order);

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("detail").asText())
                .contains("variable KEY holds a NUL")
                .doesNotContain("hunter2");
    }

    private static boolean isRunning(JsonNode status) {
        return status.path("state").asText().equals("RUNNING");
    }

    private static ObjectNode program(String server, long generation, String... habits) {
        ObjectNode order = TestingHost.withArgv(
                TestingHost.order(server, generation, 0),
                TestingChild.argv(habits).toArray(String[]::new));
        order.withObject("/launch").put("transport", "stdio");
        return order;
    }

    private static String call(TestingCaller caller, String server, int side, String tool) throws Exception {
        JsonNode bridge = caller.ask("hello").path("bridge");
        return call(bridge.path("port").asInt(), bridge.path("secret").asText(), server, side, tool)
                .body();
    }

    private static HttpResponse<String> call(int port, String secret, String server, int side, String tool)
            throws IOException, InterruptedException {
        String body = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/call\", \"params\": {\"name\": \"" + tool
                + "\", \"arguments\": {\"word\": \"hello\"}}}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/s/" + server + "/0/" + side + "/mcp"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
