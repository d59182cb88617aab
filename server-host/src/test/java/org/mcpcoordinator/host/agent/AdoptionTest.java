package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdoptionTest {
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
    void aKilledAgentLeavesItsServersAndTheNextTakesThemOver() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(
                4, true, TestingHost.program("alpha", 1, port), TestingHost.program("beta", 1, TestingHost.freePort()));
        long alpha = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        long beta = caller.awaitState("beta", State.RUNNING).path("pid").asLong();
        TestingHost.awaitAnswer(port);

        first.destroyForcibly().waitFor();
        TestingHost.awaitAnswer(port);
        host.process();
        TestingCaller next = host.caller();

        assertThat(next.awaitState("alpha", State.RUNNING).path("pid").asLong()).isEqualTo(alpha);
        assertThat(next.awaitState("beta", State.RUNNING).path("pid").asLong()).isEqualTo(beta);
        assertThat(host.starts()).hasSize(2);

        ProcessHandle.of(alpha).orElseThrow().destroyForcibly();
        next.await("alpha", "started again", status -> runs(status, 2));
        assertThat(next.pid("beta")).isEqualTo(beta);
        assertThat(next.apply(3, true).path("code").asText()).isEqualTo("STALE_EPOCH");
    }

    @Test
    void noVariableOfTheAgentsReachesAServer() throws Exception {
        host.process();
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        TestingHost.awaitAnswer(port);

        String environment = Files.readString(
                host.settings("x").work(new ServerKey("alpha", 0)).resolve("environment"));

        assertThat(environment).doesNotContain("hunter2").contains("PATH=", "HOME=", "LANG=", "TMPDIR=");
        assertThat(environment.split(", ", -1)).hasSize(4);
    }

    @Test
    void aServerThatDiedWithItsAgentIsStartedAgain() throws Exception {
        Agent first = host.agent("boot");
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort()));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        first.close();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        TestingCaller.until(
                Duration.ofSeconds(5), "its death", () -> ProcessTable.stat(pid).isEmpty());

        host.agent("boot");

        host.caller().await("alpha", "again", status -> runs(status, 2));
        assertThat(host.starts()).extracting(Start::cause).containsExactly("rollout 1", "agent-restart");
    }

    @Test
    void afterARebootEverythingIsStartedAgainAndAReusedPidIsNobodys() throws Exception {
        Agent first = host.agent("boot-1");
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort()));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        first.close();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        TestingCaller.until(
                Duration.ofSeconds(5), "its death", () -> ProcessTable.stat(pid).isEmpty());
        // The pid now names a stranger: this very process, with the same ticks to boot.
        ProcessId stranger = ProcessId.of(ProcessHandle.current().pid(), "boot-1");
        Start last = host.starts().get(0);
        Files.writeString(host.directory.resolve("starts.log"), Json.text(last.in(stranger)) + "\n");

        host.agent("boot-2");

        JsonNode status = host.caller().await("alpha", "started again", each -> runs(each, 2));
        assertThat(status.path("pid").asLong()).isNotEqualTo(stranger.pid());
        assertThat(host.starts()).extracting(Start::cause).containsExactly("rollout 1", "reboot");
    }

    @Test
    void aPidWithOtherStartTicksIsNotTakenOver() throws Exception {
        host.agent("boot").close();
        ProcessId self = ProcessId.of(ProcessHandle.current().pid(), "boot");
        ProcessId reused = new ProcessId(self.pid(), self.ticks() - 1, "boot");

        assertThat(self.alive("boot")).isTrue();
        assertThat(reused.alive("boot")).isFalse();
        assertThat(self.alive("another boot")).isFalse();
    }

    @Test
    void aZombieIsDead() throws Exception {
        // Its parent sleeps and never reaps it.
        Process parent = new ProcessBuilder("sh", "-c", "true & exec sleep 30").start();
        try {
            TestingCaller.until(
                    Duration.ofSeconds(5),
                    "a zombie",
                    () -> ProcessTable.all().stream()
                            .anyMatch(stat -> stat.parent() == parent.pid() && stat.state() == 'Z'));
            ProcessTable.Stat zombie = ProcessTable.all().stream()
                    .filter(stat -> stat.parent() == parent.pid())
                    .findFirst()
                    .orElseThrow();

            assertThat(new ProcessId(zombie.pid(), zombie.ticks(), "boot").alive("boot"))
                    .isFalse();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aServerWithSecretsWaitsForThemAfterAnAgentRestart() throws Exception {
        Agent first = host.agent("boot-1");
        TestingCaller caller = host.caller();
        ObjectNode order = TestingHost.program("alpha", 1, TestingHost.freePort());
        order.withObject("/launch").putObject("env").put("A", "${secret:TOKEN}");
        order.putObject("secrets").put("TOKEN", "swordfish");
        caller.apply(1, true, order);
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        first.close();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        host.agent("boot-2");
        TestingCaller next = host.caller();
        assertThat(next.awaitState("alpha", State.EXITED).path("reason").asText())
                .isEqualTo("AWAITING_SECRETS");
        next.apply(1, true, order);

        assertThat(next.awaitState("alpha", State.RUNNING).path("attempt").asInt())
                .isEqualTo(2);
    }

    @Test
    void aProcessWhoseStartWasNeverWrittenDownIsNotLeftBeside() throws Exception {
        Agent first = host.agent("boot");
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort()));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        first.close();
        Files.writeString(host.directory.resolve("starts.log"), "");

        host.agent("boot");

        long next = host.caller().awaitState("alpha", State.RUNNING).path("pid").asLong();
        assertThat(next).isNotEqualTo(pid);
        TestingCaller.until(
                Duration.ofSeconds(5),
                "the end of the unrecorded process",
                () -> ProcessTable.stat(pid).filter(ProcessTable.Stat::living).isEmpty());
    }

    @Test
    void twoAgentsDoNotShareADirectory() throws Exception {
        host.agent("boot");

        Process second = host.process();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(3);
        assertThat(host.directory.resolve("agent.out")).content().contains("another agent");
    }

    @Test
    void sigtermLetsGoAndShutdownWithServersStopsThem() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, TestingHost.freePort()));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        first.destroy();
        assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ProcessTable.stat(pid).filter(ProcessTable.Stat::living)).isPresent();

        Process second = host.process();
        TestingCaller next = host.caller();
        assertThat(next.awaitState("alpha", State.RUNNING).path("pid").asLong()).isEqualTo(pid);
        assertThat(next.ask(Json.object().put("op", "shutdown").put("stopServers", true))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isZero();
        assertThat(ProcessTable.stat(pid).filter(ProcessTable.Stat::living)).isEmpty();
    }

    private static boolean runs(JsonNode status, int attempt) {
        return status.path("state").asText().equals("RUNNING")
                && status.path("attempt").asInt() == attempt;
    }
}
