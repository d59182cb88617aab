package org.mcpcoordinator.host.bridge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What callers want of one program, one after the other. The I/O thread of all programs never waits for one of them:
 * where somebody has the program's lock, or there is much to read, another thread goes on with it.
 */
final class Turns {
    private static final System.Logger LOG = System.getLogger(Turns.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final Executor threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean working;

    Turns(Executor threads) {
        this.threads = threads;
    }

    /** Runs it with the lock held, which it waits for. */
    void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs it with the lock held: now where that is free and nothing waits, else in its turn. */
    void soon(Runnable work) {
        if (!isWorking() && lock.tryLock()) {
            try {
                work.run();
            } finally {
                lock.unlock();
            }
        } else {
            later(() -> locked(work));
        }
    }

    /** Runs it in its turn on another thread, without the lock. */
    void later(Runnable work) {
        synchronized (waiting) {
            waiting.add(work);
            if (working) {
                return;
            }
            working = true;
        }
        try {
            threads.execute(this::workOff);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            LOG.log(System.Logger.Level.WARNING, "no thread for the bridge: {0}", noThread.getMessage());
            workOff();
        }
    }

    /** How many wait for their turn. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private boolean isWorking() {
        synchronized (waiting) {
            return working && !lock.isHeldByCurrentThread();
        }
    }

    private void workOff() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error unexpected) {
                LOG.log(System.Logger.Level.ERROR, "a request could not be carried", unexpected);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable next = waiting.poll();
            working = next != null;
            return next;
        }
    }
}
