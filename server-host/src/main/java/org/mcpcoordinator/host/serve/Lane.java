package org.mcpcoordinator.host.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The way of one server's calls to the shared threads: a few run, some wait, the rest is refused, so that a server whose
 * calls hang cannot take all threads from the others.
 */
final class Lane {
    /** Runs at once; fewer than the threads, so that others always get some. */
    static final int RUNNING = 3;

    static final int WAITING = 64;

    private final Executor threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    Lane(Executor threads) {
        this.threads = threads;
    }

    /** False if too many wait already. */
    boolean submit(Runnable work) {
        synchronized (this) {
            if (running == RUNNING) {
                return waiting.size() < WAITING && waiting.add(work);
            }
            running++;
        }
        start(work);
        return true;
    }

    private void start(Runnable work) {
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                Runnable next = next();
                if (next != null) {
                    // Behind the other servers' calls, not before them.
                    start(next);
                }
            }
        });
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }
}
