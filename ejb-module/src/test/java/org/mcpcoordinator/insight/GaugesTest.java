package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Gauge;
import org.mcpcoordinator.runtime.ProcessCost;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.testing.TestingClock;

/** What gates may know, on a machine made of files. */
class GaugesTest {
    private static final Gauge.Scope HALF_A_MINUTE = new Gauge.Scope(Set.of(), Duration.ofSeconds(30));

    @TempDir
    Path root;

    private final TestingClock clock = new TestingClock();
    private final TestingRuntime runtime = new TestingRuntime();
    private Machine machine;
    private HostGauges gauges;

    @BeforeEach
    void begin() {
        machine = new Machine(root);
        machine.clock = clock;
        gauges = new HostGauges(machine, runtime);
    }

    @Test
    void memoryThatIsNotAvailableIsInUse() throws IOException {
        write("proc/meminfo", "MemTotal:       1000000 kB\nMemFree: 1 kB\nMemAvailable:    250000 kB\n");

        assertThat(gauges.memory().read(HALF_A_MINUTE).value()).isEqualTo(75);
    }

    @Test
    void aContainersOwnLimitCountsWhereItIsLower() throws IOException {
        write("proc/meminfo", "MemTotal:       1000000 kB\nMemAvailable:    250000 kB\n");
        write("sys/fs/cgroup/memory.max", "512000000\n");
        write("sys/fs/cgroup/memory.current", "356000000\n");
        write("sys/fs/cgroup/memory.stat", "anon 1\ninactive_file 100000000\n");
        assertThat(gauges.memory().read(HALF_A_MINUTE).value()).isEqualTo(50);

        write("sys/fs/cgroup/memory.max", "max\n");
        assertThat(gauges.memory().read(HALF_A_MINUTE).value()).isEqualTo(75);
    }

    @Test
    void moreServersNeedWhatNinetyFiveOfAHundredTakeAndAFifthMore() throws IOException {
        write("proc/meminfo", "MemTotal:       1000000 kB\nMemAvailable:    900000 kB\n");
        for (int i = 0; i < 19; i++) {
            runtime.costs.add(cost("command", "c" + i, 1, 1_000));
        }
        runtime.costs.add(cost("command", "big", 1, 90_000));
        runtime.costs.add(cost("agent", "", 0, 50_000));

        assertThat(gauges.memory().with(100).value()).isCloseTo(10 + 100 * 1_000 * 1.2 / 10_000, within(1e-9));
    }

    @Test
    void aProcessOfBuiltInServersIsSharedByAllItHasRoomFor() {
        assertThat(HostGauges.each(cost("serve", "api-1", 1, 70_000))).isEqualTo(700);
        assertThat(HostGauges.each(cost("serve", "api-1", 100, 90_000))).isEqualTo(900);
    }

    @Test
    void aMachineThatDoesNotTellIsNoDataAndAnAgentThatIsAwayIsAGuess() throws IOException {
        assertThat(gauges.memory().read(HALF_A_MINUTE).value()).isNaN();
        assertThat(gauges.processes().with(10).value()).isNaN();
        assertThat(gauges.processors().read(HALF_A_MINUTE).value()).isNaN();

        write("proc/meminfo", "MemTotal:       1000000 kB\nMemAvailable:    1000000 kB\n");
        runtime.away = true;
        assertThat(gauges.memory().with(1).value()).isCloseTo(7.2, within(1e-9));
    }

    @Test
    void processorsAreMeasuredOverTheWholeWindowOrNotAtAll() throws IOException {
        write("proc/stat", "cpu  100 0 0 900 0 0 0 0 0 0\n");
        machine.sample();
        clock.advance(Duration.ofSeconds(29));
        write("proc/stat", "cpu  400 0 0 1000 0 0 0 0 0 0\n");
        assertThat(gauges.processors().read(HALF_A_MINUTE).value()).isNaN();

        clock.advance(Duration.ofSeconds(1));
        assertThat(gauges.processors().read(HALF_A_MINUTE).value()).isEqualTo(75);
        assertThat(gauges.processors().with(50).value()).isEqualTo(75);
    }

    @Test
    void threadsCountAgainstTheMachinesLimitOrTheContainers() throws IOException {
        write("proc/loadavg", "0.1 0.2 0.3 2/500 12345\n");
        write("proc/sys/kernel/pid_max", "10000\n");
        assertThat(gauges.processes().read(HALF_A_MINUTE).value()).isEqualTo(5);
        assertThat(gauges.processes().with(100).value()).isEqualTo(17);

        write("sys/fs/cgroup/pids.max", "1000\n");
        write("sys/fs/cgroup/pids.current", "400\n");
        assertThat(gauges.processes().read(HALF_A_MINUTE).value()).isEqualTo(40);
    }

    /** Files of /proc/sys are not read like others. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatThisVeryMachineUsesIsLessThanItHas() {
        Machine real = new Machine();

        assertThat(real.memory().orElseThrow().percent()).isBetween(0.1, 100.0);
        assertThat(real.processes().orElseThrow().percent()).isBetween(0.001, 100.0);
        assertThat(real.files())
                .hasSize(2)
                .allSatisfy(share -> assertThat(share.percent()).isBetween(0.0, 100.0));
    }

    @Test
    void fileHandlesAreWildFlysOrTheMachinesWhicheverIsNearerToItsLimit() throws IOException {
        write("proc/sys/fs/file-nr", "990\t0\t1000\n");
        assertThat(gauges.files().read(HALF_A_MINUTE).value()).isEqualTo(99);

        write("proc/sys/fs/file-nr", "10\t0\t1000\n");
        write(
                "proc/self/limits",
                "Limit   Soft Limit Hard Limit Units\nMax open files            4       8     files\n");
        write("proc/self/fd/0", "");
        write("proc/self/fd/1", "");
        assertThat(gauges.files().read(HALF_A_MINUTE).value()).isEqualTo(50);
    }

    @Test
    void latencyIsThatOfProbesUntilThereAreAHundredCalls() {
        GatewayFigures figures = new GatewayFigures();
        GatewayPace pace = new GatewayPace();
        pace.clock = clock;
        pace.figures = figures;
        pace.sample();
        LatencyGauge latency = new LatencyGauge(new ProbesOf(List.of(10, 20, 150)), pace, clock);
        assertThat(latency.needs())
                .as("an interval of probes, and one that is late")
                .isEqualTo(Duration.ofSeconds(6));
        clock.advance(Duration.ofSeconds(10));
        calls(figures, 99);
        assertThat(latency.read(HALF_A_MINUTE).value()).isEqualTo(150);

        calls(figures, 1);
        assertThat(latency.read(HALF_A_MINUTE).value()).isBetween(2.0, 3.0);
        assertThat(latency.read(HALF_A_MINUTE).evidence()).isEqualTo("100 calls through the gateway in 30 s");
    }

    @Test
    void withoutProbesAndCallsThereIsNoLatency() {
        GatewayPace pace = new GatewayPace();
        pace.clock = clock;
        pace.figures = new GatewayFigures();
        assertThat(new LatencyGauge(new ProbesOf(List.of()), pace, clock)
                        .read(HALF_A_MINUTE)
                        .value())
                .isNaN();
    }

    private static ProcessCost cost(String kind, String name, int servers, long pssKb) {
        return new ProcessCost(kind, name, "api", 1, servers, 1, pssKb, 0, 0, 0);
    }

    private static void calls(GatewayFigures figures, int count) {
        for (int i = 0; i < count; i++) {
            figures.began();
            figures.answered(Duration.ofMillis(2));
            figures.ended(true);
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** Knows what a test tells it. */
    private static final class TestingRuntime extends Runtime {
        private final List<ProcessCost> costs = new ArrayList<>();
        private boolean away;

        @Override
        public List<ProcessCost> stats() {
            if (away) {
                throw new ProblemException(ProblemCode.AGENT_AWAY, "planted");
            }
            return costs;
        }
    }

    /** Has probed so. */
    private static final class ProbesOf extends Health {
        private final List<Integer> millis;

        ProbesOf(List<Integer> millis) {
            this.millis = millis;
        }

        @Override
        public List<Integer> answers(Collection<InstanceKey> keys, Instant since) {
            return millis;
        }
    }
}
