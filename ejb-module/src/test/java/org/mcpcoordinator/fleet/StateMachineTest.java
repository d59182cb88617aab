package org.mcpcoordinator.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.fleet.InstanceState.FAILED;
import static org.mcpcoordinator.fleet.InstanceState.HEALTHY;
import static org.mcpcoordinator.fleet.InstanceState.PLANNED;
import static org.mcpcoordinator.fleet.InstanceState.QUARANTINED;
import static org.mcpcoordinator.fleet.InstanceState.SLEEPING;
import static org.mcpcoordinator.fleet.InstanceState.STARTING;
import static org.mcpcoordinator.fleet.InstanceState.STOPPED;
import static org.mcpcoordinator.fleet.InstanceState.STOPPING;
import static org.mcpcoordinator.fleet.InstanceState.UNHEALTHY;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StateMachineTest {
    private static final InstanceKey KEY = new InstanceKey("files-1", 0);
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = THEN.plusSeconds(60);

    private static final Observation NEW_START = new Observation.Started(KEY, 3, 2, 200);
    private static final Observation SAME_START = new Observation.Started(KEY, 3, 1, 100);
    private static final Observation ANSWERS = new Observation.Answers(KEY, 3);
    private static final Observation FAILS = new Observation.Fails(KEY, 3, Reason.SLOW, "slow");
    private static final Observation EXITED_AGAIN = new Observation.Exited(KEY, 3, 2, 137, true);
    private static final Observation EXITED_LAST = new Observation.Exited(KEY, 3, 2, 137, false);
    private static final Observation EXPOSED = new Observation.GivenUp(KEY, 3, Reason.EXPOSED, "0.0.0.0");
    private static final Observation LATE = new Observation.GivenUp(KEY, 3, Reason.DEADLINE, "late");
    private static final Observation GONE = new Observation.Gone(KEY, 3);

    /** Wished to run: each observation in each state. */
    static Stream<Arguments> table() {
        InstanceState[] from = {PLANNED, STARTING, HEALTHY, UNHEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED
        };
        List<Arguments> rows = new ArrayList<>();
        row(
                rows,
                from,
                NEW_START,
                STARTING,
                STARTING,
                STARTING,
                STARTING,
                SLEEPING,
                QUARANTINED,
                STARTING,
                STARTING,
                STARTING);
        row(
                rows,
                from,
                SAME_START,
                PLANNED,
                STARTING,
                HEALTHY,
                UNHEALTHY,
                SLEEPING,
                QUARANTINED,
                STOPPING,
                STOPPED,
                FAILED);
        row(rows, from, ANSWERS, PLANNED, HEALTHY, HEALTHY, HEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED);
        row(
                rows,
                from,
                FAILS,
                PLANNED,
                STARTING,
                UNHEALTHY,
                UNHEALTHY,
                SLEEPING,
                QUARANTINED,
                STOPPING,
                STOPPED,
                FAILED);
        row(
                rows,
                from,
                EXITED_AGAIN,
                FAILED,
                FAILED,
                UNHEALTHY,
                UNHEALTHY,
                SLEEPING,
                QUARANTINED,
                STOPPING,
                STOPPED,
                FAILED);
        row(rows, from, EXITED_LAST, FAILED, FAILED, FAILED, FAILED, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED);
        row(rows, from, EXPOSED, FAILED, FAILED, FAILED, FAILED, SLEEPING, FAILED, STOPPING, STOPPED, FAILED);
        row(rows, from, LATE, PLANNED, FAILED, HEALTHY, UNHEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED);
        row(rows, from, GONE, PLANNED, STARTING, HEALTHY, UNHEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED);
        return rows.stream();
    }

    private static void row(List<Arguments> rows, InstanceState[] from, Observation seen, InstanceState... to) {
        for (int i = 0; i < from.length; i++) {
            rows.add(Arguments.of(from[i], seen, to[i]));
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void everyObservationMovesEveryStateAsTheTableSays(InstanceState from, Observation seen, InstanceState to) {
        InstanceRow row = row(from, Desired.RUNNING);

        StateMachine.see(row, seen, NOW);

        assertThat(row.state).isEqualTo(to);
        assertThat(row.since).isEqualTo(from == to ? THEN : NOW);
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatIsSeenOfAnotherGenerationChangesNothing(InstanceState from, Observation seen, InstanceState to) {
        for (long generation : new long[] {2, 4}) {
            InstanceRow row = row(from, Desired.RUNNING);
            row.generation = generation;
            Instance before = row.snapshot();

            StateMachine.see(row, seen, NOW);

            assertThat(row.snapshot()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("table")
    void whoIsNotWishedToRunMovesOnlyWhenItIsGone(InstanceState from, Observation seen, InstanceState to) {
        InstanceRow row = row(from, Desired.STOPPED);
        Instance before = row.snapshot();

        StateMachine.see(row, seen, NOW);

        if (seen.equals(GONE)) {
            assertThat(row.state).isEqualTo(STOPPED);
            assertThat(row.pid).isZero();
            assertThat(row.attempt).isZero();
        } else {
            assertThat(row.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void theLimitThatEndedAServerIsItsReasonAndNoProbeHidesIt() {
        InstanceRow row = row(HEALTHY, Desired.RUNNING);

        StateMachine.see(
                row,
                new Observation.Exited(KEY, 3, 2, 137, true, Reason.OUT_OF_MEMORY, "limits.memory allows 64 MB"),
                NOW);
        StateMachine.see(row, new Observation.Fails(KEY, 3, Reason.REFUSED, "nobody listens"), NOW);

        assertThat(row.state).isEqualTo(UNHEALTHY);
        assertThat(row.reason).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(row.detail).isEqualTo("limits.memory allows 64 MB");
    }

    @Test
    void anAnswerAfterTheDeadlineForgivesIt() {
        InstanceRow row = row(FAILED, Desired.RUNNING);
        row.reason = Reason.DEADLINE;

        StateMachine.see(row, ANSWERS, NOW);

        assertThat(row.state).isEqualTo(HEALTHY);
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = "DEADLINE")
    void anAnswerForgivesNothingElse(Reason reason) {
        InstanceRow row = row(FAILED, Desired.RUNNING);
        row.reason = reason;

        StateMachine.see(row, ANSWERS, NOW);

        assertThat(row.state).isEqualTo(FAILED);
    }

    @Test
    void theProcessOfBeforeARestartDoesNotEndTheWait() {
        InstanceRow row = row(PLANNED, Desired.RUNNING);

        StateMachine.see(row, SAME_START, NOW);
        StateMachine.see(row, new Observation.Exited(KEY, 3, 1, 0, false), NOW);
        assertThat(row.state).isEqualTo(PLANNED);

        StateMachine.see(row, NEW_START, NOW);
        assertThat(row.state).isEqualTo(STARTING);
    }

    @Test
    void aRefusedProbeDoesNotHideThatTheProcessEnded() {
        InstanceRow row = row(HEALTHY, Desired.RUNNING);
        StateMachine.see(row, new Observation.Exited(KEY, 3, 1, 137, true), NOW);

        StateMachine.see(row, new Observation.Fails(KEY, 3, Reason.REFUSED, "refused"), NOW);

        assertThat(row.reason).isEqualTo(Reason.RESTARTING);
        assertThat(row.detail).contains("137");
    }

    @Test
    void anotherReasonIsTakenNoteOfWithoutANewSince() {
        InstanceRow row = row(UNHEALTHY, Desired.RUNNING);
        row.reason = Reason.CUT;

        StateMachine.see(row, FAILS, NOW);

        assertThat(row.reason).isEqualTo(Reason.SLOW);
        assertThat(row.since).isEqualTo(THEN);
    }

    @Test
    void theEndOfAnEarlierAttemptIsOldNews() {
        InstanceRow row = row(HEALTHY, Desired.RUNNING);
        row.attempt = 5;

        StateMachine.see(row, EXITED_LAST, NOW);

        assertThat(row.state).isEqualTo(HEALTHY);
    }

    private static InstanceRow row(InstanceState state, Desired desired) {
        InstanceRow row = InstanceRow.of(KEY);
        row.fleet = "sample";
        row.category = "filesystem";
        row.host = "local";
        row.endpoint = "http://127.0.0.1:3200/mcp";
        row.port = 3200;
        row.generation = 3;
        row.definitionHash = "abc";
        row.desired = desired;
        row.state = state;
        row.reason = Reason.UNKNOWN;
        row.detail = "";
        row.since = THEN;
        row.pid = 100;
        row.attempt = 1;
        return row;
    }
}
