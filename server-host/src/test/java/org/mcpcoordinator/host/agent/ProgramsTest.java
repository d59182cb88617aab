package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program is given, what it may do, and what is kept of it. */
class ProgramsTest {
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
            TestingHost.awaitAnswer(port);
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
        TestingHost.awaitAnswer(port);

        assertThat(Files.readAllLines(work("alpha").resolve("arguments")))
                .contains("$(touch pwned); `id` ${unknown} " + port);
        assertThat(work("alpha").resolve("pwned")).doesNotExist();
    }

    /** The C library would: what the kernel cannot run, it has the shell read. */
    @Test
    void aTextThatNamesNoInterpreterIsNotHandedToAShell() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        Path trap =
                Files.writeString(host.directory.resolve("trap"), "touch " + host.directory.resolve("pwned") + "\n");
        Path empty = Files.createFile(host.directory.resolve("empty"));
        for (Path file : List.of(trap, empty)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }

        caller.apply(
                1,
                true,
                TestingHost.withArgv(TestingHost.order("alpha", 1, 1), trap.toString()),
                TestingHost.withArgv(TestingHost.order("beta", 1, 1), empty.toString()));

        for (String server : List.of("alpha", "beta")) {
            assertThat(caller.awaitState(server, State.FAILED).path("detail").asText())
                    .contains("names no interpreter (#!...)");
        }
        assertThat(host.directory.resolve("pwned")).doesNotExist();
        assertThat(host.starts()).isEmpty();
    }

    @Test
    void lettersThatTheAgentsLocaleHasNoBytesForAreRefusedAndNotReplaced() throws Exception {
        host.process(Map.of("LC_ALL", "C"));
        TestingCaller caller = host.caller();

        caller.apply(
                1,
                true,
                TestingHost.withArgv(TestingHost.order("alpha", 1, 1), "/bin/sleep", "600\u20ac"),
                TestingHost.withArgv(TestingHost.order("beta", 1, 1), "/bin/sleep", "600"));

        assertThat(caller.awaitState("alpha", State.FAILED).path("detail").asText())
                .contains("argument", "LANG=C.UTF-8")
                .doesNotContain("\u20ac");
        caller.awaitState("beta", State.RUNNING);
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
        TestingHost.awaitAnswer(allowed);
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
        TestingHost.awaitAnswer(port);

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
        TestingHost.awaitAnswer(port);
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
        TestingHost.awaitAnswer(port);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        assertThat(caller.ask("stats").path("processes")).anySatisfy(item -> {
            assertThat(item.path("pid").asLong()).isEqualTo(pid);
            assertThat(item.path("pssKb").asLong()).isPositive();
            assertThat(item.path("cpuMillis").asLong()).isPositive();
            assertThat(item.path("files").asLong()).isPositive();
            assertThat(item.path("ageMillis").asLong()).isPositive();
        });
    }

    private Path work(String server) {
        return host.settings(BOOT).work(new ServerKey(server, 0));
    }
}
