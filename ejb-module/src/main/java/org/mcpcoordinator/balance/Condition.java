package org.mcpcoordinator.balance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.mcpcoordinator.routing.CallCount;

/**
 * How one copy does: how fast it answers, how long it is there, and whether it is left alone. Lives as long as the copy is
 * routed. Read without a lock on each call; who changes more than one word holds the lock of the copy's server.
 */
final class Condition {
    /** Even the newest copy gets a call now and then, else nobody would learn how it does. */
    private static final double LEAST_WEIGHT = 0.01;

    private final Rules rules;
    private final CallCount calls;
    private final Pace pace = new Pace();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long warmFrom;
    private volatile Ejection ejection;
    private volatile boolean leaves;
    private volatile boolean away;
    private volatile long leftAt;

    /**
     * Why and until when it is left alone.
     *
     * @param times how many times by now; 0 if never
     */
    record Ejection(long from, long until, int times, String why) {}

    Condition(Rules rules, CallCount calls, long now) {
        this.rules = rules;
        this.calls = calls;
        this.warmFrom = now;
        this.ejection = new Ejection(now, now, 0, "");
    }

    CallCount calls() {
        return calls;
    }

    /** False while it is left alone. */
    boolean isFit(long now) {
        return ejection.until() - now <= 0;
    }

    /** True until it gets its full share. */
    boolean isWarming(long now) {
        return now - warmFrom < rules.slowStart().toNanos();
    }

    /** Its share of a full one, over 0 and at most 1. */
    double weight(long now) {
        double grown = (double) (now - warmFrom) / rules.slowStart().toNanos();
        return Math.min(1, Math.max(LEAST_WEIGHT, grown));
    }

    /** How long another call would have to wait, about; only the comparison counts. */
    double cost(long now) {
        return Math.max(pace.nanos(now), (double) rules.alike().toNanos()) * (calls.underWay() + 1);
    }

    double millis(long now) {
        return pace.nanos(now) / 1e6;
    }

    /** True if it was left alone before, and this is its first good answer since. */
    boolean answered(long took, long now) {
        if (failures.get() != 0) {
            failures.set(0);
        }
        pace.heard(took, now);
        if (!away || !isFit(now)) {
            return false;
        }
        away = false;
        return true;
    }

    /** One more in a row: how many. */
    int failed() {
        return failures.incrementAndGet();
    }

    /**
     * Leaves it alone for a while, and then lets it begin slowly.
     *
     * @param spread 0.9 to 1.1: copies that were ejected together do not come back together
     */
    void eject(String why, double spread, long now) {
        Ejection last = ejection;
        boolean longAgo = now - last.until() > rules.longestEjection().toNanos();
        int times = longAgo ? 1 : last.times() + 1;
        double nanos = Math.min(
                (double) rules.longestEjection().toNanos(), rules.ejection().toNanos() * times * spread);
        long until = now + (long) nanos;
        failures.set(0);
        warmFrom = until;
        ejection = new Ejection(now, until, times, why);
        away = true;
    }

    Ejection ejection() {
        return ejection;
    }

    long warmFrom() {
        return warmFrom;
    }

    /** It is drained from now on. */
    void leave(long now) {
        leftAt = now;
        leaves = true;
    }

    /** It is back. */
    void comeBack(long now) {
        leaves = false;
        warmFrom = now;
    }

    /** True if it is drained and the calls that are still under way have had their time. */
    boolean isOverdue(long now) {
        return leaves && now - leftAt > rules.drain().toNanos();
    }

    static Duration left(long until, long now) {
        return Duration.ofNanos(Math.max(0, until - now));
    }
}
