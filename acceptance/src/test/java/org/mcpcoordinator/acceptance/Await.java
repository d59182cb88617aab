package org.mcpcoordinator.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for something another process does, where no event reaches this one. */
final class Await {
    private Await() {}

    /** Looks five times a second until it holds; fails with the sentence after the limit. Errors of the look count as "not yet". */
    static void until(String sentence, Duration limit, Supplier<Boolean> holds) {
        Instant end = Instant.now().plus(limit);
        String last = "";
        while (Instant.now().isBefore(end)) {
            try {
                if (holds.get()) {
                    return;
                }
                last = "";
            } catch (RuntimeException notYet) {
                last = "; last look: " + notYet;
            }
            pause();
        }
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + sentence + last);
    }

    private static void pause() {
        try {
            boolean never = new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            if (never) {
                throw new IllegalStateException("a latch nobody counts down opened");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
