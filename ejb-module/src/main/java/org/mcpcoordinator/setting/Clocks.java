package org.mcpcoordinator.setting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;

/**
 * Gives everybody the same clock, so that tests can bring their own. It ticks in microseconds, as PostgreSQL keeps
 * times: what is written reads back the same.
 */
@ApplicationScoped
class Clocks {
    private static final Duration MICROSECOND = Duration.ofNanos(1_000);

    @Produces
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), MICROSECOND);
    }
}
