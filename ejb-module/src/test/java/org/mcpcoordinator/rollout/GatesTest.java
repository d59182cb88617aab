package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
    private static final Gates GATES = new Gates(Terms.usual("careful"));

    /** Both sides of 2 % of the planned: the largest number that passes, the smallest that stops. */
    @ParameterizedTest
    @CsvSource({"1000,19,20", "999,19,20", "150,2,3", "100,1,2", "51,1,2", "50,0,1", "10,0,1", "1,0,1"})
    void aRolloutStopsWhenFailuresReachTwoPercent(int planned, int passes, int stops) {
        assertThat(GATES.stop(rollout(planned, passes))).isEmpty();
        assertThat(GATES.stop(rollout(planned, stops)))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).isEqualTo("FAILURE_BUDGET"));
        assertThat(Gates.limit(planned, 2)).isEqualTo(stops);
    }

    /** Both sides of 5 % of a batch, in a rollout so large that its own budget is far away. */
    @ParameterizedTest
    @CsvSource({"100,4,5", "99,4,5", "40,1,2", "21,1,2", "20,0,1", "10,0,1"})
    void aBatchStopsWhenFailuresReachFivePercent(int size, int passes, int stops) {
        assertThat(GATES.stop(batch(size, passes))).isEmpty();
        assertThat(GATES.stop(batch(size, stops)))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).isEqualTo("BATCH_FAILED"));
    }

    /** Both sides of "more than 95 %". */
    @ParameterizedTest
    @CsvSource({"100,95,96", "1000,950,951", "20,19,20", "10,9,10", "1,0,1"})
    void aGateWantsMoreThanNinetyFivePercentHealthy(int size, int holdsBack, int passes) {
        assertThat(GATES.settled(healthy(size, holdsBack))).isFalse();
        assertThat(GATES.settled(healthy(size, passes))).isTrue();
    }

    @Test
    void nothingPlannedIsNothingToWaitFor() {
        assertThat(GATES.settled(healthy(0, 0))).isTrue();
        assertThat(GATES.stop(healthy(0, 0))).isEmpty();
    }

    @Test
    void whoIsStartingOrHeldIsWaitedForHoweverManyAreHealthy() {
        assertThat(GATES.settled(new Measured(
                        1000, List.of(new Measured.Batch(0, 0, 100, 100, 99, 99, 0, 1, 0, 0)), Duration.ZERO)))
                .isFalse();
        assertThat(GATES.settled(new Measured(
                        1000, List.of(new Measured.Batch(0, 0, 100, 100, 99, 99, 0, 0, 1, 0)), Duration.ZERO)))
                .isFalse();
    }

    @Test
    void theProgressDeadlineFailsOnceReachedButNotWhileBaking() {
        assertThat(GATES.stop(waiting(Duration.ofSeconds(299), 50))).isEmpty();
        assertThat(GATES.stop(waiting(Duration.ofSeconds(300), 50)))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).isEqualTo("PROGRESS_DEADLINE"));
        assertThat(GATES.stop(waiting(Duration.ofSeconds(300), 100))).isEmpty();
    }

    @Test
    void checksCarryValueAndLimit() {
        assertThat(GATES.checks(rollout(1000, 20)))
                .extracting(Gates.Check::name, Gates.Check::verdict, Gates.Check::value, Gates.Check::limit)
                .contains(org.assertj.core.groups.Tuple.tuple("failure-budget", Verdict.FAIL, 20.0, 20.0));
    }

    private static Measured rollout(int planned, int failed) {
        int size = Math.max(planned, 10_000);
        return new Measured(
                planned,
                List.of(new Measured.Batch(0, 0, size, size, size - failed, size - failed, failed, 0, 0, 0)),
                Duration.ZERO);
    }

    private static Measured batch(int size, int failed) {
        return new Measured(
                100_000,
                List.of(new Measured.Batch(0, 0, size, size, size - failed, size - failed, failed, 1, 0, 0)),
                Duration.ZERO);
    }

    private static Measured healthy(int size, int mature) {
        return new Measured(
                size, List.of(new Measured.Batch(0, 0, size, size, mature, mature, 0, 0, 0, 0)), Duration.ZERO);
    }

    private static Measured waiting(Duration sinceProgress, int healthy) {
        return new Measured(
                100,
                List.of(new Measured.Batch(0, 0, 100, 100, healthy, healthy, 0, 100 - healthy, 0, 0)),
                sinceProgress);
    }
}
