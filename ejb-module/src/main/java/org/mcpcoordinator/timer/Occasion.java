package org.mcpcoordinator.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The reason for a turn to look into the database: something was heard, the look before found something that goes on, or there
 * has been none for long enough that what nobody told here (another node did it) is to be found. All other turns cost nothing.
 */
public final class Occasion {
    private final AtomicBoolean arisen = new AtomicBoolean(true);
    private final Duration atLeastEvery;
    private volatile Instant lookedAt = Instant.MIN;

    public Occasion(Duration atLeastEvery) {
        this.atLeastEvery = atLeastEvery;
    }

    /** Something was heard. */
    public void arise() {
        arisen.set(true);
    }

    /** True if there is a reason to look. */
    public boolean isDue(Instant now) {
        return arisen.get() || !now.isBefore(lookedAt.plus(atLeastEvery));
    }

    /**
     * Looks, if there is a reason to; by one thread at a time.
     *
     * @param look true if the next turn is to look again; so it does if this one fails
     */
    public void take(Instant now, BooleanSupplier look) {
        if (!isDue(now)) {
            return;
        }
        arisen.set(false);
        boolean again = true;
        try {
            again = look.getAsBoolean();
            lookedAt = now;
        } finally {
            if (again) {
                arise();
            }
        }
    }
}
