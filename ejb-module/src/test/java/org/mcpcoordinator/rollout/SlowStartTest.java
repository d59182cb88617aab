package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

class SlowStartTest {
    /** Let go so far, starting now, limit; and how many more may go. */
    @ParameterizedTest
    @CsvSource({
        "0,0,16,1",
        "1,1,16,0",
        "1,0,16,2",
        "2,1,16,1",
        "3,2,16,0",
        "3,0,16,4",
        "7,0,16,8",
        "15,1,16,0",
        "15,0,16,16",
        "30,15,16,1",
        "31,16,16,0",
        "31,1,16,15",
        "100,3,16,13",
        "15,0,10,10",
        "25,10,10,0",
        "31,0,64,64",
        "0,0,1,1",
        "1,1,1,0",
        "1,0,1,1"
    })
    void stepsOfOneTwoFourEightAndSixteenThenTheLimit(int letGo, int starting, int parallel, int room) {
        assertThat(SlowStart.room(letGo, starting, parallel)).isEqualTo(room);
    }

    @Test
    void aStepInWhichEverythingFailsEndsIt() {
        assertThat(SlowStart.stop(trials("HFF")).map(Gates.Stop::reason)).hasValue("STEP_FAILED");
        assertThat(SlowStart.stop(trials("HHHFFFF")).map(Gates.Stop::reason)).hasValue("STEP_FAILED");
    }

    @Test
    void oneThatStandsInAStepLetsItGoOn() {
        assertThat(SlowStart.stop(trials("FFH"))).isEmpty();
        assertThat(SlowStart.stop(trials("HFH"))).isEmpty();
        assertThat(SlowStart.stop(trials("HHHFFF"))).isEmpty();
        assertThat(SlowStart.stop(trials("HHHFFFS"))).isEmpty();
        assertThat(SlowStart.stop(trials("F"))).as("one server is no step").isEmpty();
    }

    @Test
    void theFirstThreeOfTheSameErrorThatNoTryMendsEndItAndOtherErrorsDoNot() {
        assertThat(SlowStart.stop(List.of(
                                failed(1, Reason.SECRET_MISSING),
                                failed(3, Reason.SECRET_MISSING),
                                failed(2, Reason.SECRET_MISSING)))
                        .orElseThrow())
                .isEqualTo(new Gates.Stop(
                        "SAME_ERROR", "the first three servers failed of the same error, SECRET_MISSING"));
        assertThat(SlowStart.stop(trials("FFF")).map(Gates.Stop::reason))
                .as("an error that a further try may mend")
                .hasValue("STEP_FAILED");
        List<SlowStart.Trial> differ =
                new ArrayList<>(List.of(failed(1, Reason.SECRET_MISSING), failed(2, Reason.LAUNCH_FAILED), healthy(3)));
        assertThat(SlowStart.stop(differ)).isEmpty();
        assertThat(SlowStart.stop(List.of(failed(4, Reason.LAUNCH_FAILED)))).isEmpty();
    }

    private static List<SlowStart.Trial> trials(String states) {
        List<SlowStart.Trial> trials = new ArrayList<>();
        for (char state : states.toCharArray()) {
            int turn = trials.size() + 1;
            trials.add(
                    switch (state) {
                        case 'F' -> failed(turn, Reason.DEADLINE);
                        case 'H' -> healthy(turn);
                        default -> new SlowStart.Trial(turn, InstanceState.STARTING, Reason.AWAITING_FIRST_ANSWER);
                    });
        }
        return trials;
    }

    private static SlowStart.Trial failed(int turn, Reason reason) {
        return new SlowStart.Trial(turn, InstanceState.FAILED, reason);
    }

    private static SlowStart.Trial healthy(int turn) {
        return new SlowStart.Trial(turn, InstanceState.HEALTHY, Reason.ANSWERS);
    }
}
