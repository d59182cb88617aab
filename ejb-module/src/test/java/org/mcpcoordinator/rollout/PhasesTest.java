package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

class PhasesTest {
    @Test
    void targetsAboveTheFleetsSizeAreCutAndWhatAddsNothingIsLeftOut() {
        assertThat(Phases.cut(List.of(100, 500, 1000), 1000)).containsExactly(100, 500, 1000);
        assertThat(Phases.cut(List.of(100, 500, 1000), 501)).containsExactly(100, 500, 501);
        assertThat(Phases.cut(List.of(100, 500, 1000), 500)).containsExactly(100, 500);
        assertThat(Phases.cut(List.of(100, 500, 1000), 7)).containsExactly(7);
        assertThat(Phases.cut(List.of(100), 0)).containsExactly(0);
    }

    @Test
    void nonePicksTheUsualOnesAndTheRestOfALargerFleet() {
        assertThat(Phases.cut(List.of(), 1000)).containsExactly(100, 500, 1000);
        assertThat(Phases.cut(List.of(), 1001)).containsExactly(100, 500, 1000, 1001);
    }

    @Test
    void aPartOfTheFleetMayBeAskedFor() {
        assertThat(Phases.cut(List.of(10, 20), 1000)).containsExactly(10, 20);
    }

    @Test
    void sixAreAllowedAndSevenAreNot() {
        assertThat(Phases.cut(List.of(1, 2, 3, 4, 5, 6), 6)).hasSize(6);
        refused(List.of(1, 2, 3, 4, 5, 6, 7));
    }

    @Test
    void theyMustRiseFromOneOn() {
        refused(List.of(0, 5));
        refused(List.of(5, 5));
        refused(List.of(5, 4));
        refused(List.of(2000, 1500));
    }

    private static void refused(List<Integer> phases) {
        assertThatThrownBy(() -> Phases.cut(phases, 1000))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.PHASES_INVALID));
    }
}
