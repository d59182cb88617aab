package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsTest {
    private static final String BOOT = "this-boot";

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
    void anOrderStartsAProgramThatAnswersAndIsWrittenDown() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();

        assertThat(caller.apply(3, true, TestingHost.program("alpha", 1, port))
                        .path("ok")
                        .asBoolean())
                .isTrue();

        JsonNode status = caller.awaitState("alpha", State.RUNNING);
        assertThat(status.path("attempt").asInt()).isEqualTo(1);
        awaitAnswer(port);
        assertThat(host.starts()).singleElement().satisfies(start -> {
            assertThat(start.pid()).isEqualTo(status.path("pid").asLong());
            assertThat(start.cause()).isEqualTo("rollout 1");
            assertThat(start.epoch()).isEqualTo(3);
        });
    }

    @Test
    void theSameOrderTwiceIsOneProcess() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode order = TestingHost.program("alpha", 1, TestingHost.freePort());
        caller.apply(1, true, order);
        caller.apply(1, false, order);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.apply(2, true, order);

        assertThat(caller.awaitState("alpha", State.RUNNING).path("pid").asLong())
                .isEqualTo(pid);
        assertThat(host.starts()).hasSize(1);
    }

    @Test
    void anOlderEpochIsRefusedAsAWhole() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(7, true);

        ObjectNode answer = caller.apply(6, true, TestingHost.program("alpha", 1, TestingHost.freePort()));

        assertThat(answer.path("code").asText()).isEqualTo("STALE_EPOCH");
        assertThat(caller.ask("watch").path("items")).isEmpty();
    }

    @Test
    void anOlderGenerationIsRefusedAndTheNewerOneStays() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 2, TestingHost.freePort()));
        caller.awaitState("alpha", State.RUNNING);

        ObjectNode answer = caller.apply(1, false, TestingHost.program("alpha", 1, TestingHost.freePort()));

        assertThat(answer.path("refused").path(0).path("code").asText()).isEqualTo("OLDER_GENERATION");
        assertThat(host.starts()).hasSize(1);
    }

    @Test
    void aNewGenerationAndAnAskedForRestartEndTheOldProcessFirst() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        long first = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.apply(1, false, TestingHost.program("alpha", 2, port).put("cause", "rollout 2"));
        caller.await("alpha", "in generation 2", status -> running(status, 2, 0));
        caller.apply(
                1,
                false,
                TestingHost.program("alpha", 2, port).put("restarts", 1).put("cause", "operator"));
        caller.await("alpha", "restarted", status -> running(status, 2, 1));

        awaitAnswer(port);
        assertThat(ProcessTable.stat(first).filter(ProcessTable.Stat::living)).isEmpty();
        assertThat(host.starts()).extracting(Start::attempt).containsExactly(1, 1, 2);
        assertThat(host.starts()).extracting(Start::cause).containsExactly("rollout 1", "rollout 2", "operator");
    }

    @Test
    void theNextGenerationStartsOnTheOtherSideWhileTheLastOneServes() throws Exception {
        Agent first = host.agent(BOOT);
        TestingCaller caller = host.caller();
        int from = TestingHost.freePort();
        ObjectNode last = TestingHost.program("alpha", 1, from);
        caller.apply(1, true, last);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        int to = TestingHost.freePort();
        ObjectNode next = TestingHost.program("alpha", 2, to).put("side", 1);

        caller.apply(1, false, next);
        caller.apply(1, false, next);
        JsonNode status = caller.await(new ServerKey("alpha", 0, 1), "in generation 2", each -> running(each, 2, 0));
        awaitAnswer(to);
        awaitAnswer(from);

        // Another agent finds both again, each on its side.
        first.close();
        host.agent(BOOT);
        TestingCaller later = host.caller();
        assertThat(later.statuses().get(new ServerKey("alpha", 0)).path("pid").asLong())
                .isEqualTo(pid);
        assertThat(later.statuses().get(new ServerKey("alpha", 0, 1)).path("pid"))
                .isEqualTo(status.path("pid"));
        later.apply(1, false, TestingHost.order("alpha", 1, from).put("run", false));
        later.awaitState("alpha", State.STOPPED);
        awaitAnswer(to);
        assertThat(host.starts()).extracting(Start::generation).containsExactly(1L, 2L);
        assertThat(host.starts()).extracting(Start::side).containsExactly(0, 1);
    }

    @Test
    void aServerThatIsNoLongerWishedIsStoppedEvenIfItIsStubborn() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port, "${host}", "stubborn"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        awaitAnswer(port);

        caller.apply(1, false, TestingHost.order("alpha", 1, port).put("run", false));

        caller.awaitState("alpha", State.STOPPED);
        assertThat(ProcessTable.stat(pid).filter(ProcessTable.Stat::living)).isEmpty();
    }

    @Test
    void aFullSetStopsWhatItDoesNotMention() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort()));
        caller.awaitState("alpha", State.RUNNING);

        caller.apply(1, true);

        caller.awaitState("alpha", State.STOPPED);
        TestingCaller.until(Duration.ofSeconds(5), "alpha to be forgotten", () -> {
            try {
                return caller.ask("watch").path("items").isEmpty();
            } catch (java.io.IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
        });
    }

    @Test
    void aProgramThatEndsAtOnceIsRestartedTwiceAndThenToBeReplaced() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort(), "${host}", "crash"));

        JsonNode first = caller.await("alpha", "after its end", CommandsTest::waits);
        assertThat(first.path("exitCode").asInt()).as(first.toString()).isEqualTo(7);
        assertThat(first.path("replace").asBoolean()).isFalse();
        assertThat(first.path("dueAt").asLong()).isPositive();
        JsonNode third = caller.await(
                "alpha",
                "after three ends",
                each -> waits(each) && each.path("replace").asBoolean());

        assertThat(third.path("attempt").asInt()).isEqualTo(3);
        assertThat(third.path("retry").path("restarts").asInt()).isEqualTo(2);
        assertThat(third.path("retry").path("replaces").asInt()).isEqualTo(1);
        assertThat(host.starts()).extracting(Start::cause).startsWith("rollout 1", "crash", "crash");
        assertThat(Duration.between(at(0), at(1))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(Duration.between(at(1), at(2))).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aReplacementStartsOnItsPortWhenItsTimeHasComeAndGoesOnCounting() throws Exception {
        Agent first = host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort(), "${host}", "crash"));
        caller.await("alpha", "to be replaced", each -> each.path("replace").asBoolean());
        int port = TestingHost.freePort();
        java.time.Instant due = java.time.Instant.now().plusSeconds(2);
        ObjectNode order = TestingHost.program("alpha", 1, port, "${host}", "crash")
                .put("restarts", 1)
                .put("cause", "replacement")
                .put("notBefore", due.toEpochMilli());
        order.putObject("retry").put("restarts", 2).put("replaces", 5).put("since", due.toEpochMilli());

        caller.apply(1, false, order);
        first.close();
        host.agent(BOOT);
        TestingCaller later = host.caller();
        later.await(
                "alpha",
                "tried again",
                each -> waits(each) && each.path("exitCode").isInt());

        Start last = host.starts().get(host.starts().size() - 1);
        assertThat(java.time.Instant.parse(last.time())).isAfterOrEqualTo(due);
        assertThat(last.restarts()).isEqualTo(1);
        assertThat(later.await("alpha", "counted", CommandsTest::waits)
                        .path("retry")
                        .path("replaces")
                        .asInt())
                .isEqualTo(6);
    }

    @Test
    void aProgramThatServedIsBackAtOnceTheFirstTime() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        awaitAnswer(port);
        // The watch over sockets has looked at it by the time this one has been found.
        caller.apply(1, false, TestingHost.program("beta", 1, TestingHost.freePort(), "0.0.0.0", "stay"));
        caller.awaitState("beta", State.FAILED);

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        caller.await(
                "alpha",
                "again",
                each -> each.path("attempt").asInt() == 2 && each.path("pid").asLong() != pid);

        assertThat(Duration.between(at(0), at(2))).isLessThan(Duration.ofSeconds(20));
        assertThat(host.starts().get(2).cause()).isEqualTo("crash");
    }

    @Test
    void aPortThatAStrangerHoldsIsSaidAndTheStrangerIsLeftAlone() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        try (var stranger = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            caller.apply(1, true, TestingHost.program("alpha", 1, stranger.getLocalPort()));

            JsonNode status = caller.await(
                    "alpha", "to be replaced", each -> each.path("replace").asBoolean());
            assertThat(status.path("reason").asText()).isEqualTo("PORT_TAKEN");
            assertThat(host.directory.resolve("starts.log")).isEmptyFile();
            int port = TestingHost.freePort();
            caller.apply(1, false, TestingHost.program("alpha", 1, port).put("restarts", 1));
            awaitAnswer(port);
            assertThat(stranger.isClosed()).isFalse();
        }
    }

    @Test
    void aProgramThatDoesNotExistIsGivenUpOn() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode missing = TestingHost.withArgv(TestingHost.order("alpha", 1, 1), "/no/such/program");
        Path notExecutable = Files.createFile(host.directory.resolve("plain"));
        ObjectNode plain = TestingHost.withArgv(TestingHost.order("beta", 1, 1), notExecutable.toString());

        caller.apply(1, true, missing, plain);

        assertThat(caller.awaitState("alpha", State.FAILED).path("reason").asText())
                .isEqualTo("LAUNCH_FAILED");
        assertThat(caller.awaitState("alpha", State.FAILED).path("detail").asText())
                .contains("/no/such/program");
        assertThat(caller.awaitState("beta", State.FAILED).path("detail").asText())
                .contains("executed");
        assertThat(host.starts()).isEmpty();
    }

    @Test
    void argumentsReachTheProgramAsTheyAreAndNoShellReadsThem() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        ObjectNode order = TestingHost.program("alpha", 1, port, "127.0.0.1", "stay");
        order.withObject("/launch").withArray("argv").add("$(touch pwned); `id` ${unknown} ${port}");

        caller.apply(1, true, order);
        awaitAnswer(port);

        assertThat(Files.readAllLines(work("alpha").resolve("arguments")))
                .contains("$(touch pwned); `id` ${unknown} " + port);
        assertThat(work("alpha").resolve("pwned")).doesNotExist();
    }

    @Test
    void aListenerBeyondLoopbackIsStoppedAndNamed() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();

        caller.apply(1, true, TestingHost.program("alpha", 1, port, "0.0.0.0", "stay"));

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("reason").asText()).isEqualTo("EXPOSED");
        assertThat(status.path("detail").asText()).containsAnyOf("0.0.0.0:" + port, "[::]:" + port);
        assertThat(host.starts()).hasSize(1);
    }

    @Test
    void aListenerBeyondLoopbackStaysIfItsDefinitionAllowsIt() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int allowed = TestingHost.freePort();
        int refused = TestingHost.freePort();

        caller.apply(
                1,
                true,
                TestingHost.program("alpha", 1, allowed, "0.0.0.0", "stay").put("exposed", true),
                TestingHost.program("beta", 1, refused, "0.0.0.0", "stay"));

        // When the one is found, the other has been looked at as well.
        caller.awaitState("beta", State.FAILED);
        awaitAnswer(allowed);
        assertThat(caller.awaitState("alpha", State.RUNNING).path("attempt").asInt())
                .isEqualTo(1);
    }

    @Test
    void secretsReachTheProgramButNoFileOfTheAgents() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        ObjectNode order = TestingHost.program("alpha", 1, port);
        order.withObject("/launch").putObject("env").put("API_TOKEN", "Bearer ${secret:TOKEN}");
        order.putObject("secrets").put("TOKEN", "swordfish-4711");

        caller.apply(1, true, order);
        awaitAnswer(port);

        assertThat(work("alpha").resolve("environment")).content().contains("Bearer swordfish-4711");
        assertThat(host.directory.resolve("desired.json")).content().contains("${secret:TOKEN}");
        try (var files = Files.list(host.directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("swordfish"));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(host.directory.resolve("desired.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(host.directory.resolve("agent.sock"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aSecretThatWasNotSentIsNamed() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode order = TestingHost.program("alpha", 1, TestingHost.freePort());
        order.withObject("/launch").putObject("env").put("A", "${secret:TOKEN}");
        order.putObject("secrets");

        caller.apply(1, true, order);

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("reason").asText()).isEqualTo("SECRET_MISSING");
        assertThat(status.path("detail").asText()).contains("TOKEN");
    }

    @Test
    void outputIsKeptAndBounded() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port, "${host}", "chatter"));
        awaitAnswer(port);
        Path log = host.settings(BOOT).log(new ServerKey("alpha", 0));

        TestingCaller.until(
                Duration.ofSeconds(10),
                "the log to be turned over",
                () -> log.toFile().length() < 64 << 10);

        assertThat(log.resolveSibling("alpha-0.log.1")).isRegularFile();
        assertThat(log.resolveSibling("alpha-0.log.1").toFile().length()).isLessThanOrEqualTo(64 << 10);
        ObjectNode answer = caller.ask(Json.object()
                .put("op", "logs")
                .put("server", "alpha")
                .put("replica", 0)
                .put("lines", 5));
        assertThat(answer.path("lines").size()).isLessThanOrEqualTo(5);
    }

    @Test
    void statsNameEachProcessWithItsCost() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        awaitAnswer(port);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        assertThat(caller.ask("stats").path("processes")).anySatisfy(item -> {
            assertThat(item.path("pid").asLong()).isEqualTo(pid);
            assertThat(item.path("pssKb").asLong()).isPositive();
            assertThat(item.path("cpuMillis").asLong()).isPositive();
            assertThat(item.path("files").asLong()).isPositive();
            assertThat(item.path("ageMillis").asLong()).isPositive();
        });
    }

    @Test
    void nonsenseIsAnsweredWithASentenceAndTheConnectionStays() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        assertThat(caller.ask("dance").path("code").asText()).isEqualTo("UNKNOWN_OP");
        assertThat(caller.apply(1, false, Json.object().put("server", "../etc"))
                        .path("code")
                        .asText())
                .isEqualTo("BAD_REQUEST");
        assertThat(caller.ask("hello").path("agent").path("bootId").asText()).isEqualTo(BOOT);
    }

    private Path work(String server) {
        return host.settings(BOOT).work(new ServerKey(server, 0));
    }

    private java.time.Instant at(int index) throws Exception {
        return java.time.Instant.parse(host.starts().get(index).time());
    }

    private static boolean waits(JsonNode status) {
        return status.path("state").asText().equals("BACKOFF")
                && status.path("dueAt").asLong() > 0;
    }

    private static boolean running(JsonNode status, long generation, int restarts) {
        return status.path("state").asText().equals("RUNNING")
                && status.path("generation").asLong() == generation
                && status.path("restarts").asInt() == restarts;
    }

    static void awaitAnswer(int port) {
        TestingCaller.until(Duration.ofSeconds(20), "an answer at port " + port, () -> {
            try {
                HttpURLConnection call = (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
                call.setReadTimeout(1000);
                return call.getResponseCode() == 200;
            } catch (java.io.IOException notYet) {
                return false;
            }
        });
    }
}
