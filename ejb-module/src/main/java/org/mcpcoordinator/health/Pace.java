package org.mcpcoordinator.health;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.mcpcoordinator.timer.Turn;

/**
 * One step of the patrol each time it is run, ten times a second by a thread that must not wait: most steps only ask those whose
 * turn it is, and are taken there and then; one that may have to wait is taken aside. Never two at once.
 */
final class Pace implements Runnable {
    private static final Logger LOG = Logger.getLogger(Pace.class);

    private final Turn turn = new Turn();
    private final BooleanSupplier quiet;
    private final Runnable asking;
    private final Runnable whole;
    private final Executor aside;
    private volatile boolean ended;

    /**
     * A pace.
     *
     * @param quiet true if nothing has happened that a step would have to wait for
     * @param asking what is left of a step then
     * @param whole a step with all that may wait
     * @param aside has that done by another thread
     */
    Pace(BooleanSupplier quiet, Runnable asking, Runnable whole, Executor aside) {
        this.quiet = quiet;
        this.asking = asking;
        this.whole = whole;
        this.aside = aside;
    }

    @Override
    public void run() {
        if (quiet.getAsBoolean()) {
            turn.take(() -> carryOut(asking));
        } else {
            turn.takeAside(aside, () -> carryOut(whole));
        }
    }

    /** No step begins from now on, nor one that waits for its thread. */
    void end() {
        ended = true;
    }

    private void carryOut(Runnable step) {
        if (ended) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException failure) {
            LOG.warn("A step of the probes failed; the next one follows", failure);
        }
    }
}
