package org.mcpcoordinator.setting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Gives everybody the same clock, so that tests can bring their own. It ticks in microseconds, as PostgreSQL keeps
 * times: what is written reads back the same.
 */
@ApplicationScoped
class Clocks {
    @Produces
    Clock clock() {
        return new Microseconds(Clock.systemUTC());
    }

    /** Java's own, {@link Clock#tick}, divides by zero where it is asked for milliseconds; that of JDK 25 does not. */
    private static final class Microseconds extends Clock {
        private final Clock exact;

        Microseconds(Clock exact) {
            this.exact = exact;
        }

        @Override
        public ZoneId getZone() {
            return exact.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new Microseconds(exact.withZone(zone));
        }

        @Override
        public Instant instant() {
            return exact.instant().truncatedTo(ChronoUnit.MICROS);
        }

        @Override
        public long millis() {
            return exact.millis();
        }
    }
}
