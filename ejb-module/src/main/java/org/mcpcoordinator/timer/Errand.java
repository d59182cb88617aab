package org.mcpcoordinator.timer;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work done aside whenever somebody wants it, by one thread at a time: however often it is wanted while it is under way, it is
 * done once more after that.
 */
public final class Errand {
    private final AtomicInteger wanted = new AtomicInteger();
    private final Runnable work;

    /** An errand that takes all there is to take, and throws nothing. */
    public Errand(Runnable work) {
        this.work = work;
    }

    /** Has it done soon; returns at once. */
    public void want(Executor executor) {
        if (wanted.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RejectedExecutionException stopping) {
                wanted.set(0);
            }
        }
    }

    private void run() {
        int seen;
        do {
            seen = wanted.get();
            try {
                work.run();
            } catch (RuntimeException | Error failed) {
                wanted.set(0);
                throw failed;
            }
        } while (!wanted.compareAndSet(seen, 0));
    }
}
