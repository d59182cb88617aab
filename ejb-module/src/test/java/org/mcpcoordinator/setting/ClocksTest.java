package org.mcpcoordinator.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClocksTest {
    @Test
    void theClockTicksInMicrosecondsAndKnowsMilliseconds() {
        Clock clock = new Clocks().clock();
        long before = System.currentTimeMillis();

        assertThat(clock.millis()).isBetween(before, before + 10_000);
        for (int i = 0; i < 1_000; i++) {
            Instant now = clock.instant();
            assertThat(now.getNano() % 1_000).isZero();
            assertThat(now.toEpochMilli()).isGreaterThanOrEqualTo(before);
        }
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(clock.withZone(ZoneOffset.ofHours(7)).instant().getNano() % 1_000)
                .isZero();
    }
}
