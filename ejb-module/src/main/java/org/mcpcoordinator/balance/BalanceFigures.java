package org.mcpcoordinator.balance;

import java.util.concurrent.atomic.LongAdder;

/** What is counted here, from the start of the deployment on. */
public final class BalanceFigures {
    final LongAdder ejections = new LongAdder();
    final LongAdder openings = new LongAdder();
    final LongAdder turnedAway = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder retriesDenied = new LongAdder();
    final LongAdder forced = new LongAdder();

    BalanceFigures() {}

    /** How often a copy was left alone. */
    public long ejections() {
        return ejections.sum();
    }

    /** How often a server was not called any more because it did not answer. */
    public long openings() {
        return openings.sum();
    }

    /** Calls that were refused because their server does not answer, or too many waited for it. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** Calls that were sent once more. */
    public long retries() {
        return retries.sum();
    }

    /** Calls that could have been, and were not because too many had been. */
    public long retriesDenied() {
        return retriesDenied.sum();
    }

    /** Calls that were ended because their copy was drained and they took too long. */
    public long forced() {
        return forced.sum();
    }
}
