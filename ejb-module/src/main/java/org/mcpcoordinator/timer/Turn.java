package org.mcpcoordinator.timer;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Work that is never done twice at the same time: a turn that comes while another is under way is left out. */
public final class Turn {
    private final AtomicBoolean taken = new AtomicBoolean();

    /** Does the work now, on this thread. */
    public void take(Runnable work) {
        if (taken.compareAndSet(false, true)) {
            carryOut(work);
        }
    }

    /**
     * Has the work done by another thread: the container warns of each turn of a timer that it has to leave out on a busy
     * machine. Where no thread is to be had, the turn is left out.
     */
    public void takeAside(Executor executor, Runnable work) {
        if (taken.compareAndSet(false, true)) {
            try {
                executor.execute(() -> carryOut(work));
            } catch (RejectedExecutionException notNow) {
                taken.set(false);
            }
        }
    }

    private void carryOut(Runnable work) {
        try {
            work.run();
        } finally {
            taken.set(false);
        }
    }
}
