package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuiltinsTest {
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
    void serversOfOneCategoryShareAProcess() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int alpha = TestingHost.freePort();

        caller.apply(
                1,
                true,
                builtin("alpha", 1, alpha, "dev-tools"),
                builtin("beta", 1, TestingHost.freePort(), "dev-tools"),
                builtin("gamma", 1, TestingHost.freePort(), "filesystem"));

        long first = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        assertThat(caller.awaitState("beta", State.RUNNING).path("pid").asLong())
                .isEqualTo(first);
        assertThat(caller.awaitState("gamma", State.RUNNING).path("pid").asLong())
                .isNotEqualTo(first);
        assertThat(listens(alpha)).isTrue();
        assertThat(host.starts()).hasSize(3);
    }

    @Test
    void aKilledServeProcessIsReplacedWithAllItsServersAndNoOtherIsTouched() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(
                1,
                true,
                builtin("alpha", 1, TestingHost.freePort(), "dev-tools"),
                builtin("beta", 1, TestingHost.freePort(), "dev-tools"),
                builtin("gamma", 1, TestingHost.freePort(), "filesystem"));
        long killed = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        caller.awaitState("beta", State.RUNNING);
        long other = caller.awaitState("gamma", State.RUNNING).path("pid").asLong();
        caller.close();

        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        TestingCaller.until(Duration.ofSeconds(10), "both to be back", () -> {
            try {
                return host.starts().size() == 5;
            } catch (IOException halfWritten) {
                return false;
            }
        });

        TestingCaller later = host.caller();
        JsonNode alpha = later.awaitState("alpha", State.RUNNING);
        assertThat(alpha.path("attempt").asInt()).isEqualTo(2);
        assertThat(alpha.path("pid").asLong()).isNotEqualTo(killed);
        assertThat(later.awaitState("gamma", State.RUNNING).path("pid").asLong())
                .isEqualTo(other);
        assertThat(host.starts().subList(3, 5)).extracting(Start::cause).containsOnly("crash");
    }

    @Test
    void theNextAgentTakesServeProcessesOver() throws Exception {
        Agent first = host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        ObjectNode order = builtin("alpha", 1, port, "dev-tools");
        caller.apply(1, true, order, builtin("beta", 1, TestingHost.freePort(), "dev-tools"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        caller.awaitState("beta", State.RUNNING);
        first.close();
        assertThat(listens(port)).isTrue();

        host.agent(BOOT);
        TestingCaller next = host.caller();
        next.apply(1, true, order);

        assertThat(next.awaitState("alpha", State.RUNNING).path("pid").asLong()).isEqualTo(pid);
        next.awaitState("beta", State.STOPPED);
        assertThat(host.starts()).hasSize(2);

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        next.await("alpha", "again", status -> runs(status, 1, 2));
    }

    @Test
    void aServeProcessThatDiedWithItsAgentIsStartedAgain() throws Exception {
        Agent first = host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, builtin("alpha", 1, TestingHost.freePort(), "dev-tools"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        first.close();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        TestingCaller.until(
                Duration.ofSeconds(5), "its death", () -> ProcessTable.stat(pid).isEmpty());

        host.agent(BOOT);

        host.caller().await("alpha", "again", status -> runs(status, 1, 2));
        assertThat(host.starts()).extracting(Start::cause).containsExactly("rollout 1", "agent-restart");
    }

    @Test
    void aNewGenerationTakesThePlaceOfTheOldInTheSameProcess() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, builtin("alpha", 1, port, "dev-tools"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.apply(1, false, builtin("alpha", 2, port, "dev-tools"));
        JsonNode second = caller.await("alpha", "in generation 2", status -> runs(status, 2, 1));
        caller.apply(1, false, builtin("alpha", 2, port, "dev-tools").put("restarts", 1));
        caller.await("alpha", "restarted", status -> runs(status, 2, 2));

        assertThat(second.path("pid").asLong()).isEqualTo(pid);
        assertThat(host.starts()).extracting(Start::generation).containsExactly(1L, 2L, 2L);
        assertThat(listens(port)).isTrue();
    }

    @Test
    void aNewGenerationThatIsRefusedLeavesTheOldOneServing() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, builtin("alpha", 1, port, "dev-tools"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        ObjectNode bad = builtin("alpha", 2, port, "dev-tools");
        bad.withObject("/launch/config").put("nonsense", 1);

        caller.apply(1, false, bad);

        JsonNode status = caller.await(
                "alpha",
                "refused",
                each -> each.path("refused").path("generation").asLong() == 2);
        assertThat(status.path("refused").path("detail").asText()).contains("BAD_CONFIG", "nonsense");
        assertThat(runs(status, 1, 1)).as(status.toString()).isTrue();
        assertThat(listens(port)).isTrue();
        // It is kept up like any other, and the next generation may take its place.
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        caller.await("alpha", "again", each -> runs(each, 1, 2));
        caller.apply(1, false, builtin("alpha", 3, port, "dev-tools"));
        caller.await("alpha", "in generation 3", each -> runs(each, 3, 1));
        assertThat(host.starts()).extracting(Start::generation).containsExactly(1L, 1L, 3L);
    }

    @Test
    void aBuiltInServerCanServeOnTwoPortsWhileItMoves() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int from = TestingHost.freePort();
        caller.apply(1, true, builtin("alpha", 1, from, "dev-tools"));
        caller.awaitState("alpha", State.RUNNING);
        int to = TestingHost.freePort();

        caller.apply(1, false, builtin("alpha", 2, to, "dev-tools").put("side", 1));
        caller.await(new ServerKey("alpha", 0, 1), "in generation 2", each -> runs(each, 2, 1));

        assertThat(listens(from)).isTrue();
        assertThat(listens(to)).isTrue();
        caller.apply(1, false, TestingHost.order("alpha", 1, from).put("run", false));
        caller.awaitState("alpha", State.STOPPED);
        assertThat(listens(from)).isFalse();
        assertThat(listens(to)).isTrue();
    }

    @Test
    void aBadConfigIsGivenUpOnAndABusyPortIsTriedAgain() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode bad = builtin("alpha", 1, TestingHost.freePort(), "dev-tools");
        bad.withObject("/launch/config").put("nonsense", 1);
        try (var busy = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            caller.apply(1, true, bad, builtin("beta", 1, busy.getLocalPort(), "dev-tools"));

            JsonNode refused = caller.awaitState("alpha", State.FAILED);
            assertThat(refused.path("detail").asText()).contains("BAD_CONFIG", "nonsense");
            assertThat(caller.awaitState("beta", State.BACKOFF).path("detail").asText())
                    .contains("PORT_IN_USE");
        }
        caller.awaitState("beta", State.RUNNING);
    }

    @Test
    void stoppedServersFreeTheirPortsAndAnEmptyProcessGoes() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, builtin("alpha", 1, port, "dev-tools"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.apply(1, true);
        caller.awaitState("alpha", State.STOPPED);

        assertThat(listens(port)).isFalse();
        TestingCaller.until(
                Duration.ofSeconds(25),
                "the empty process to go",
                () -> ProcessTable.stat(pid).filter(ProcessTable.Stat::living).isEmpty());
        TestingCaller.until(
                Duration.ofSeconds(5),
                "its record to go",
                () -> Files.notExists(host.directory.resolve("serve/dev-tools-1.json")));
    }

    @Test
    void shutdownWithServersEndsServeProcesses() throws Exception {
        Agent agent = host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, builtin("alpha", 1, TestingHost.freePort(), "dev-tools"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();

        caller.ask(Json.object().put("op", "shutdown").put("stopServers", true));

        agent.await();
        assertThat(ProcessTable.stat(pid).filter(ProcessTable.Stat::living)).isEmpty();
    }

    private static ObjectNode builtin(String server, long generation, int port, String category) {
        ObjectNode order = TestingHost.order(server, generation, port).put("category", category);
        order.putObject("launch")
                .put("kind", "builtin")
                .put("type", "devtools")
                .putObject("config")
                .put("title", "generation " + generation);
        return order;
    }

    private static boolean runs(JsonNode status, long generation, int attempt) {
        return status.path("state").asText().equals("RUNNING")
                && status.path("generation").asLong() == generation
                && status.path("attempt").asInt() == attempt;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
