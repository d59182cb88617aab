package org.mcpcoordinator.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.testing.TestingClock;

class GatewayPaceTest {
    private final TestingClock clock = new TestingClock();
    private final GatewayFigures figures = new GatewayFigures();
    private final GatewayPace pace = new GatewayPace();

    @BeforeEach
    void begin() {
        pace.clock = clock;
        pace.figures = figures;
    }

    private void call(int times, Duration time) {
        for (int call = 0; call < times; call++) {
            figures.began();
            figures.answered(time);
            figures.ended(true);
        }
    }

    @Test
    void beforeTheFirstSampleNothingIsSaid() {
        call(10, Duration.ofMillis(1));

        assertThat(pace.callsPerSecond()).isZero();
        assertThat(pace.p95Millis()).isZero();
    }

    @Test
    void thePaceIsThatOfTheLastSamplesAndForgetsOlderCalls() {
        call(100_000, Duration.ofSeconds(1));
        pace.sample();
        clock.advance(Duration.ofSeconds(5));
        pace.sample();
        call(500, Duration.ofMillis(4));
        clock.advance(Duration.ofSeconds(5));

        assertThat(pace.callsPerSecond()).isCloseTo(50, within(0.01));
        assertThat(pace.p95Millis()).isBetween(4.0, 5.0);
    }
}
