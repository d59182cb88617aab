package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.fleet.Drift;
import org.mcpcoordinator.fleet.DriftKind;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.testing.TestingInstance;
import org.mcpcoordinator.testing.TestingInstances;

class DiscrepanciesTest {
    private static final InstanceKey KEY = new InstanceKey("alpha", 0);
    private static final Seat SEAT = new Seat(KEY, 0);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Discrepancies discrepancies = new Discrepancies("local", Set.of(DriftKind.WRONG_VERSION));

    @Test
    void whatIsAsItShouldBeIsNoFinding() {
        assertThat(twice(record(4711), status(1, 4711, 3300, ServerStatus.State.RUNNING, "")))
                .isEmpty();
    }

    @Test
    void aServerThatIsToRunAndDoesNotIsMissingAfterFiveSeconds() {
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(record(0)));
        assertThat(discrepancies.look(List.of(record(0)), Map.of(), told, START))
                .isEmpty();
        assertThat(discrepancies.look(List.of(record(0)), Map.of(), told, START.plusSeconds(4)))
                .isEmpty();
        List<Drift> found = discrepancies.look(List.of(record(0)), Map.of(), told, START.plusSeconds(10));
        assertThat(found).singleElement().satisfies(drift -> {
            assertThat(drift.kind()).isEqualTo(DriftKind.MISSING);
            assertThat(drift.foundAt()).isEqualTo(START);
            assertThat(drift.mended()).isTrue();
        });
    }

    @Test
    void aServerThatSpeaksStdioIsLookedAtLikeOthersAndHasNoWrongPort() {
        Instance piped = TestingInstance.like(
                        TestingInstances.instance(KEY, InstanceState.HEALTHY, 0, "stdio:alpha/0/0", 1, START))
                .process(4711, 1)
                .made();
        assertThat(twice(piped, status(1, 4711, 0, ServerStatus.State.RUNNING, "")))
                .isEmpty();
        assertThat(twice(piped, status(2, 4711, 0, ServerStatus.State.RUNNING, "")))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.WRONG_VERSION);
    }

    @Test
    void aRecordThatNamesAProcessWhereTheAgentRunsNothingIsAZombieAtOnce() {
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(record(4711)));
        assertThat(discrepancies.look(List.of(record(4711)), Map.of(), told, START))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.ZOMBIE_RECORD);
        assertThat(discrepancies.look(
                        List.of(record(4711)),
                        Map.of(SEAT, status(1, 0, 3300, ServerStatus.State.STOPPED, "")),
                        told,
                        START))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.ZOMBIE_RECORD);
    }

    @Test
    void whatNobodyWishesIsExtraAtOnce() {
        assertThat(discrepancies.look(
                        List.of(),
                        Map.of(SEAT, status(1, 4711, 3300, ServerStatus.State.RUNNING, "")),
                        Map.of(),
                        START))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.EXTRA);
    }

    @Test
    void anotherVersionAnotherPortAStrangerOnThePortAndAnotherProcessHaveTheirNames() {
        assertThat(twice(record(4711), status(2, 4711, 3300, ServerStatus.State.RUNNING, "")))
                .satisfiesExactly(drift -> {
                    assertThat(drift.kind()).isEqualTo(DriftKind.WRONG_VERSION);
                    assertThat(drift.mended()).isFalse();
                });
        assertThat(new Discrepancies("local", Set.of()).mends(DriftKind.WRONG_VERSION))
                .isTrue();
        assertThat(twice(record(4711), status(1, 4711, 3301, ServerStatus.State.RUNNING, "")))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.WRONG_PORT);
        assertThat(twice(record(0), status(1, 0, 3300, ServerStatus.State.BACKOFF, "PORT_TAKEN")))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.WRONG_PORT);
        assertThat(twice(record(815), status(1, 4711, 3300, ServerStatus.State.RUNNING, "")))
                .extracting(Drift::kind)
                .containsExactly(DriftKind.ZOMBIE_RECORD);
    }

    @Test
    void aDifferenceThatPassesWithinFiveSecondsIsNone() {
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(record(4711)));
        Map<Seat, ServerStatus> running = Map.of(SEAT, status(1, 4711, 3300, ServerStatus.State.RUNNING, ""));
        discrepancies.look(List.of(record(0)), Map.of(), told, START);
        discrepancies.look(List.of(record(4711)), running, told, START.plusSeconds(3));
        assertThat(discrepancies.look(List.of(record(0)), Map.of(), told, START.plusSeconds(6)))
                .isEmpty();
    }

    @Test
    void aProcessThatWasReplacedWasMissingAndOneThatWasStoppedAsWishedWasNot() {
        ServerStatus again = status(1, 4712, 3300, ServerStatus.State.RUNNING, "", 2);

        assertThat(discrepancies.passed(status(1, 0, 3300, ServerStatus.State.BACKOFF, ""), again, START))
                .hasValueSatisfying(drift -> assertThat(drift.detail())
                        .isEqualTo("its process had ended; process 4712 was started in its place"));
        assertThat(discrepancies.passed(status(1, 0, 3300, ServerStatus.State.STOPPED, ""), again, START))
                .isEmpty();
        assertThat(discrepancies.passed(again, again, START)).isEmpty();
    }

    @Test
    void aFirstStartReplacesNothing() {
        ServerStatus wished = status(1, 0, 3300, ServerStatus.State.STARTING, "", 0);
        ServerStatus first = status(1, 4711, 3300, ServerStatus.State.RUNNING, "", 1);

        assertThat(discrepancies.passed(wished, first, START)).isEmpty();
    }

    private List<Drift> twice(Instance instance, ServerStatus status) {
        Map<Seat, Order.Gist> told = Map.of(SEAT, Order.gist(instance));
        discrepancies.look(List.of(), Map.of(), Map.of(), START);
        discrepancies.look(List.of(instance), Map.of(SEAT, status), told, START);
        return discrepancies.look(List.of(instance), Map.of(SEAT, status), told, START.plusSeconds(10));
    }

    private static ServerStatus status(long generation, long pid, int port, ServerStatus.State state, String reason) {
        return status(generation, pid, port, state, reason, 1);
    }

    private static ServerStatus status(
            long generation, long pid, int port, ServerStatus.State state, String reason, int attempt) {
        return new ServerStatus(
                SEAT,
                new ServerStatus.Version(generation, 0),
                attempt,
                state,
                reason,
                "because",
                pid,
                -1,
                false,
                0,
                null,
                port,
                0,
                false,
                null);
    }

    private static Instance record(long pid) {
        Instance healthy =
                TestingInstances.instance(KEY, InstanceState.HEALTHY, 3300, "http://127.0.0.1:3300/mcp", 1, START);
        return TestingInstance.like(healthy).process(pid, 1).made();
    }
}
