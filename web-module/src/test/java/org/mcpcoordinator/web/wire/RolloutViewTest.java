package org.mcpcoordinator.web.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Terms;

class RolloutViewTest {
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private static Rollout rollout(RolloutState state, int healthy, @Nullable Instant end) {
        return new Rollout(
                7,
                "sample",
                3,
                state,
                "",
                "",
                Terms.usual("quick"),
                1,
                List.of(
                        new Rollout.Phase(
                                "canary",
                                10,
                                10,
                                Math.min(10, healthy),
                                List.of(),
                                List.of(new Rollout.Gate("healthy-ratio", "PASS", 1.0, 0.95, "", START))),
                        new Rollout.Phase("phase-1", 100, 100, healthy, List.of(), List.of())),
                100,
                0,
                12,
                4,
                0,
                "admin",
                START,
                end,
                null);
    }

    @Test
    void theTimeLeftFollowsTheMeanPace() {
        assertThat(RolloutView.of(rollout(RolloutState.RUNNING, 25, null), START.plusSeconds(10))
                        .etaSeconds())
                .isEqualTo(30);
    }

    @Test
    void nothingIsSaidBeforeTheFirstIsHealthy() {
        assertThat(RolloutView.of(rollout(RolloutState.RUNNING, 0, null), START.plusSeconds(10))
                        .etaSeconds())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(value = RolloutState.class, names = "RUNNING", mode = EnumSource.Mode.EXCLUDE)
    void nothingIsSaidOfARolloutThatDoesNotRun(RolloutState state) {
        assertThat(RolloutView.of(rollout(state, 25, null), START.plusSeconds(10))
                        .etaSeconds())
                .isNull();
    }

    @Test
    void timesGoOutAsTextAndWhatIsNotThereIsLeftOut() {
        String json = Json.text(RolloutView.of(rollout(RolloutState.RUNNING, 0, null), START));

        assertThat(json)
                .contains("\"startedAt\":\"2026-11-21T10:00:00Z\"")
                .contains("\"verdict\":\"PASS\"")
                .doesNotContain("endedAt")
                .doesNotContain("etaSeconds");
    }
}
