package org.mcpcoordinator.health;

import java.util.function.LongSupplier;

/**
 * The time in which the prober was at work, in nanoseconds of its ticker: it stands still while the prober does. A collection
 * of garbage, a machine with too much to do, a frozen process: how long an answer lies there unread is no fault of the server
 * that gave it. Steps tell that the prober is at work; told by one thread at a time, asked by any.
 */
final class OwnTime {
    private final LongSupplier ticker;
    private final long patience;
    private volatile Mark mark;

    /**
     * The last step.
     *
     * @param at its moment
     * @param lost how long the prober stood still until then
     */
    private record Mark(long at, long lost) {}

    /** @param patience within which one step follows the other where nothing holds them up */
    OwnTime(LongSupplier ticker, long patience) {
        this.ticker = ticker;
        this.patience = patience;
        this.mark = new Mark(ticker.getAsLong(), 0);
    }

    /**
     * Another step.
     *
     * @return the moment by this time up to which everything that was answered has been read: what came while the prober stood
     *     still has not
     */
    long step() {
        long now = ticker.getAsLong();
        Mark last = mark;
        long missed = missed(last, now);
        mark = new Mark(now, last.lost() + missed);
        return missed > 0 ? last.at() - last.lost() : now - last.lost();
    }

    /** The moment it is by this time. */
    long now() {
        long now = ticker.getAsLong();
        Mark last = mark;
        return now - last.lost() - missed(last, now);
    }

    private long missed(Mark last, long now) {
        return Math.max(0, now - last.at() - patience);
    }
}
