package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void aRestartWaitsFifteenSecondsAndUpToAQuarterMoreAndThereAreTwo() {
        for (int i = 0; i < 200; i++) {
            Retry retry = new Retry(Retry.Rules.USUAL);
            for (int restart = 0; restart < 2; restart++) {
                Retry.Next next = retry.ended(START, SHORT, false);
                assertThat(next.replace()).isFalse();
                assertThat(next.pause()).isBetween(Duration.ofMillis(15_000), Duration.ofMillis(18_750));
            }
            assertThat(retry.ended(START, SHORT, false).replace()).isTrue();
        }
    }

    @Test
    void aReplacementWaitsUpToThirtySecondsDoublingToAnHour() {
        long[] bounds = {30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600};
        long[] longest = new long[bounds.length];
        for (int i = 0; i < 500; i++) {
            Retry retry = new Retry(Retry.Rules.USUAL);
            retry.ended(START, SHORT, false);
            retry.ended(START, SHORT, false);
            for (int turn = 0; turn < bounds.length; turn++) {
                Duration pause = retry.ended(START, SHORT, false).pause();
                assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(bounds[turn]));
                longest[turn] = Math.max(longest[turn], pause.toMillis());
            }
        }
        for (int turn = 0; turn < bounds.length; turn++) {
            assertThat(longest[turn]).isGreaterThan(bounds[turn] * 800);
        }
    }

    @Test
    void whatHadServedIsBackAtOnceTheFirstTimeInTheWindow() {
        Retry retry = new Retry(Retry.Rules.USUAL);
        Duration lived = Duration.ofMinutes(10);
        assertThat(retry.ended(START, lived, true).pause()).isZero();
        assertThat(retry.ended(START.plusSeconds(60), SHORT, true).pause()).isPositive();
        assertThat(retry.ended(START.plusSeconds(120), SHORT, true).replace()).isTrue();
    }

    @Test
    void theWindowEndsAfterThirtyMinutesAndReplacementsAreForgivenByALifeOfThirty() {
        Retry retry = new Retry(Retry.Rules.USUAL);
        retry.ended(START, SHORT, false);
        retry.ended(START, SHORT, false);
        assertThat(retry.ended(START.plusSeconds(30 * 60 + 1), SHORT, false).replace())
                .isFalse();
        retry.ended(START.plusSeconds(2000), SHORT, false);
        assertThat(retry.ended(START.plusSeconds(2001), SHORT, false).replace()).isTrue();
        assertThat(retry.ended(START.plusSeconds(9000), SHORT, false).replace()).isTrue();
        assertThat(retry.ended(START.plusSeconds(20_000), Duration.ofMinutes(30), true)
                        .pause())
                .isZero();
    }

    @Test
    void countersAreTakenOverOnceAndNeverGoBack() {
        Retry retry = new Retry(Retry.Rules.USUAL);
        retry.recall(2, 3, START);
        retry.recall(1, 0, START);
        assertThat(retry.ended(START, SHORT, true).replace()).isTrue();
        assertThat(retry.replaces()).isEqualTo(4);
    }

    @Test
    void aThousandThatFailTogetherAreSpreadSoThatNoSecondHasATenth() {
        Calendar calendar = new Calendar();
        Map<Long, Integer> seconds = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            Duration pause =
                    new Retry(Retry.Rules.USUAL).ended(START, SHORT, false).pause();
            Duration spread = calendar.pause(START, pause, 1000);
            assertThat(spread).isBetween(pause, pause.plusSeconds(25));
            seconds.merge(START.plus(spread).getEpochSecond(), 1, Integer::sum);
        }
        assertThat(seconds.values()).allMatch(starts -> starts <= 50);
    }
}
