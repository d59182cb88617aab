package org.mcpcoordinator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EtaTest {
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    /** Careful: the canary bakes 30 s, a batch 30 s, a phase 120 s, and each batch is to be healthy for 10 s. */
    @Test
    void whatTheGatesWaitYetIsCountedAndWhatTheyHaveWaitedIsNoPace() {
        // 40 s of waiting for the canary, 160 s for 100 starts: 1.6 s each.
        Rollout hundred = rollout(1, 100, List.of(new Rollout.Batch(0, 90, 90, 0)));

        long phase100 = 120;
        long phase500 = 3 * 30 + 120 + 4 * 10;
        long phase1000 = 4 * 30 + 120 + 5 * 10;
        // Of the phase under way only its bake is to come, so 50 s were waiting, and 150 s for 100 starts.
        assertThat(Eta.seconds(hundred, START.plusSeconds(200)))
                .hasValue(phase100 + phase500 + phase1000 + 900 * 150 / 100);
    }

    @Test
    void nearTheEndTheLastBakeIsStillToCome() {
        List<Rollout.Batch> all = List.of(
                new Rollout.Batch(0, 100, 100, 0),
                new Rollout.Batch(1, 100, 100, 0),
                new Rollout.Batch(2, 100, 100, 0),
                new Rollout.Batch(3, 100, 100, 0),
                new Rollout.Batch(4, 100, 100, 0));

        assertThat(Eta.seconds(rollout(3, 1000, all), START.plusSeconds(1500))).hasValue(120);
    }

    @Test
    void aBatchThatIsNotThroughBakesYet() {
        List<Rollout.Batch> half = List.of(
                new Rollout.Batch(0, 100, 99, 1),
                new Rollout.Batch(1, 100, 100, 0),
                new Rollout.Batch(2, 100, 20, 0),
                new Rollout.Batch(3, 100, 0, 0),
                new Rollout.Batch(4, 100, 0, 0));

        assertThat(Eta.seconds(rollout(3, 720, half), START.plusSeconds(1)).orElseThrow())
                .as("faster than its gates can have waited: no pace, the waiting is left")
                .isEqualTo(2 * 30 + 120 + 3 * 10);
    }

    private static Rollout rollout(int phase, int healthy, List<Rollout.Batch> batches) {
        List<Rollout.Phase> phases = new java.util.ArrayList<>();
        List<Integer> targets = List.of(10, 100, 500, 1000);
        for (int i = 0; i < targets.size(); i++) {
            phases.add(new Rollout.Phase(
                    "phase " + targets.get(i),
                    targets.get(i),
                    targets.get(i),
                    Math.min(healthy, targets.get(i)),
                    i == phase ? batches : List.of(),
                    List.of()));
        }
        return new Rollout(
                7,
                "sample",
                3,
                RolloutState.RUNNING,
                "",
                "",
                Terms.usual("careful"),
                phase,
                phases,
                1000,
                0,
                12,
                4,
                0,
                "anna",
                START,
                null,
                null);
    }
}
