package org.mcpcoordinator.balance;

import java.util.function.LongSupplier;

/**
 * How many calls may be sent once more: a fifth of all calls of the last ten seconds, and three in a second in any case. What
 * went beyond a fifth is owed: later calls pay for it first. A call costs nothing here; only whoever asks counts.
 */
final class RetryBudget {
    private static final double SHARE = 0.2;
    private static final int LEAST_EACH_SECOND = 3;
    private static final double SECOND = 1e9;
    private static final double WINDOW = 10 * SECOND;
    private static final double MOST_OWED = 30;

    private final LongSupplier calls;
    private double credit;
    private long counted;
    private long askedAt;
    private long second;
    private int inSecond;

    /** @param calls how many there have been */
    RetryBudget(LongSupplier calls, long now) {
        this.calls = calls;
        this.askedAt = now;
        this.second = now;
    }

    /** True if one more may be sent; that is counted. */
    synchronized boolean take(long now) {
        settle(now);
        if (now - second >= (long) SECOND) {
            second = now;
            inSecond = 0;
        }
        if (credit < 1 && inSecond >= LEAST_EACH_SECOND) {
            return false;
        }
        inSecond++;
        credit = Math.max(-MOST_OWED, credit - 1);
        return true;
    }

    /** Calls long ago give no credit any more. */
    private void settle(long now) {
        long sum = calls.getAsLong();
        double passed = Math.max(0, now - askedAt);
        double fresh = SHARE * (sum - counted) * Math.min(1, WINDOW / Math.max(1, passed));
        double kept = credit > 0 ? credit * Math.max(0, 1 - passed / WINDOW) : credit;
        credit = kept + fresh;
        counted = sum;
        askedAt = now;
    }
}
