package org.mcpcoordinator.host.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next start: 1 s, 2 s, 4 s and so on up to 60 s, a fifth more or less; forgiven after 60 s of life. */
final class Backoff {
    static final Duration FORGIVEN_AFTER = Duration.ofSeconds(60);
    private static final long MOST_MILLIS = 60_000;

    private int failures;

    /** Takes note of an end and tells the pause. */
    Duration ended(Instant startedAt, Instant endedAt) {
        if (Duration.between(startedAt, endedAt).compareTo(FORGIVEN_AFTER) >= 0) {
            failures = 0;
        }
        return failed();
    }

    /** Takes note of a start that failed and tells the pause. */
    Duration failed() {
        long pause = Math.min(MOST_MILLIS, 1000L << Math.min(failures, 6));
        failures++;
        return Duration.ofMillis(pause * ThreadLocalRandom.current().nextInt(80, 121) / 100);
    }

    void forgive() {
        failures = 0;
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }
}
