package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Starts, stops and crashes leave nothing behind: no zombie, no orphan, no open file. A few hundred by default;
 * the profile {@code endurance} does 10,000.
 */
class CyclesTest {
    private static final int SERVERS = 20;
    private static final int CYCLES = Integer.getInteger("coordinator.cycles", 300);

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
    void startsStopsAndCrashesLeaveNothingBehind() throws Exception {
        host.agent("this-boot");
        TestingCaller caller = host.caller();
        round(caller, 1);
        int before = openFiles();
        int rounds = Math.max(2, CYCLES / SERVERS);
        for (int round = 2; round <= rounds; round++) {
            round(caller, round);
        }

        assertThat(host.starts()).hasSize(rounds * SERVERS);
        assertThat(ProcessTable.writers(host.directory.resolve("logs/servers"))).isEmpty();
        long mine = ProcessHandle.current().pid();
        TestingCaller.until(
                Duration.ofSeconds(10),
                "no zombie to be left",
                () -> ProcessTable.all().stream().noneMatch(stat -> stat.parent() == mine && stat.state() == 'Z'));
        assertThat(openFiles()).isLessThanOrEqualTo(before + 8);
    }

    private static void round(TestingCaller caller, int generation) throws Exception {
        caller.apply(1, false, orders(generation, true));
        for (int i = 0; i < SERVERS; i++) {
            caller.await(
                    "s" + i,
                    "in generation " + generation,
                    status -> status.path("state").asText().equals("RUNNING")
                            && status.path("generation").asLong() == generation);
        }
        for (int i = 0; i < SERVERS; i += 2) {
            ProcessHandle.of(caller.pid("s" + i)).orElseThrow().destroyForcibly();
        }
        for (int i = 0; i < SERVERS; i += 2) {
            caller.awaitState("s" + i, State.BACKOFF);
        }
        caller.apply(1, false, orders(generation, false));
        for (int i = 0; i < SERVERS; i++) {
            caller.awaitState("s" + i, State.STOPPED);
        }
    }

    private static ObjectNode[] orders(int generation, boolean run) {
        return IntStream.range(0, SERVERS)
                .mapToObj(i -> run
                        ? TestingHost.withArgv(TestingHost.order("s" + i, generation, 0), "/bin/sleep", "600")
                        : TestingHost.order("s" + i, generation, 0).put("run", false))
                .toArray(ObjectNode[]::new);
    }

    private static int openFiles() {
        String[] open = Path.of("/proc/self/fd").toFile().list();
        return open == null ? 0 : List.of(open).size();
    }
}
