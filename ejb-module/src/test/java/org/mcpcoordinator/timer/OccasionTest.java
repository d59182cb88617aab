package org.mcpcoordinator.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OccasionTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Occasion occasion = new Occasion(Duration.ofSeconds(10));
    private int looks;

    @Test
    void theFirstTurnLooksAndTheOthersOnlyIfThereIsAReason() {
        turns(0, 9, false);
        assertThat(looks).isEqualTo(1);
        assertThat(occasion.isDue(NOON.plusSeconds(9))).isFalse();
        assertThat(occasion.isDue(NOON.plusSeconds(10))).isTrue();
        occasion.arise();
        assertThat(occasion.isDue(NOON)).isTrue();
        turns(9, 10, false);
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void whatNobodyToldIsFoundAllTheSame() {
        turns(0, 31, false);
        assertThat(looks).isEqualTo(4);
    }

    @Test
    void whatGoesOnIsLookedAtInEachTurn() {
        turns(0, 5, true);
        assertThat(looks).isEqualTo(5);
        turns(5, 15, false);
        assertThat(looks).isEqualTo(6);
    }

    @Test
    void aLookThatFailsIsMadeAgain() {
        assertThatThrownBy(() -> occasion.take(NOON, () -> {
                    throw new IllegalStateException("the database is away");
                }))
                .isInstanceOf(IllegalStateException.class);
        turns(1, 2, false);
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void whatArisesDuringALookIsLookedAtInTheNextTurn() {
        occasion.take(NOON, () -> {
            occasion.arise();
            return false;
        });
        turns(1, 2, false);
        assertThat(looks).isEqualTo(1);
    }

    private void turns(int from, int to, boolean goesOn) {
        for (int second = from; second < to; second++) {
            occasion.take(NOON.plusSeconds(second), () -> {
                looks++;
                return goesOn;
            });
        }
    }
}
