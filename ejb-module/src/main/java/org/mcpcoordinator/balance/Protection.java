package org.mcpcoordinator.balance;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is kept of one server as long as any copy of it is routed, whichever those are. */
final class Protection {
    private final Breaker breaker;
    private final RetryBudget budget;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicLong calls = new AtomicLong();

    Protection(Rules rules, long now) {
        this.breaker = new Breaker(rules);
        this.budget = new RetryBudget(calls::get, now);
    }

    Breaker breaker() {
        return breaker;
    }

    RetryBudget budget() {
        return budget;
    }

    /** Whose turn it is; counts on. */
    int turn() {
        return turns.getAndIncrement();
    }

    /** A call has come that is none sent once more. */
    void called() {
        calls.incrementAndGet();
    }

    /** True if there is room for one more that waits for its answer; then {@link #heard} gives it back. */
    boolean await(int most) {
        if (waiting.incrementAndGet() <= most) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    void heard() {
        waiting.decrementAndGet();
    }

    int waiting() {
        return Math.max(0, waiting.get());
    }
}
