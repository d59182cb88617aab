package org.mcpcoordinator.balance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How fast a copy answers: an average that follows a slow answer at once and forgets it by and by, so that a copy in trouble
 * is left alone early. Written by several threads without a lock; of two answers at the same moment one may be lost.
 */
final class Pace {
    private static final double FORGOTTEN_NANOS = Duration.ofSeconds(3).toNanos();
    /** Tools differ: a slow answer is not held against a copy for longer than that much slowness deserves. */
    private static final long SLOWEST = Duration.ofSeconds(1).toNanos();

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong heardAt = new AtomicLong();

    /** An answer has begun after so long. */
    void heard(long took, long now) {
        long capped = Math.min(took, SLOWEST);
        double kept = kept(now);
        double before = nanos.get() * kept;
        nanos.set(capped > before ? capped : (long) (before + capped * (1 - kept)));
        heardAt.set(now);
    }

    /** What is to be expected now. */
    double nanos(long now) {
        return nanos.get() * kept(now);
    }

    private double kept(long now) {
        return Math.exp(-Math.max(0, now - heardAt.get()) / FORGOTTEN_NANOS);
    }
}
