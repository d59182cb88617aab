package org.mcpcoordinator.host.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The way of one server's calls to the threads: one call can always run, up to two more if threads are free to be lent,
 * some wait, the rest is refused. A server whose calls hang holds up itself and nobody else.
 */
final class Lane {
    private static final System.Logger LOG = System.getLogger(Lane.class.getName());

    /** Runs at once at most. */
    static final int RUNNING = 3;

    static final int WAITING = 64;

    private final ToolThreads threads;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean own;
    private int borrowed;
    private boolean asked;

    Lane(ToolThreads threads) {
        this.threads = threads;
    }

    /** False if too many wait already. */
    boolean submit(Runnable work) {
        boolean first;
        synchronized (this) {
            first = !own;
            own = true;
            if (!first) {
                if (waiting.size() >= WAITING) {
                    return false;
                }
                waiting.add(work);
            }
        }
        if (first) {
            return startOwn(work);
        }
        askForMore();
        return true;
    }

    private boolean startOwn(Runnable work) {
        boolean started = threads.start(() -> {
            for (Runnable next = work; next != null; next = nextOwn()) {
                run(next);
            }
        });
        if (!started) {
            synchronized (this) {
                own = false;
            }
        }
        return started;
    }

    private synchronized @Nullable Runnable nextOwn() {
        Runnable next = waiting.poll();
        own = next != null;
        return next;
    }

    private void askForMore() {
        synchronized (this) {
            if (asked || waiting.isEmpty() || borrowed == RUNNING - 1) {
                return;
            }
            asked = true;
        }
        if (threads.borrow(this) && !lent()) {
            threads.giveBack();
        }
    }

    /** A thread is lent to this lane; false if there is nothing for it to do. */
    boolean lent() {
        Runnable work;
        synchronized (this) {
            asked = false;
            work = waiting.poll();
            if (work == null) {
                return false;
            }
            borrowed++;
        }
        if (!threads.start(() -> runBorrowed(work))) {
            synchronized (this) {
                borrowed--;
                waiting.addFirst(work);
            }
            return false;
        }
        askForMore();
        return true;
    }

    /** After each call the thread goes on to whoever has waited longest for one. */
    private void runBorrowed(Runnable work) {
        run(work);
        synchronized (this) {
            borrowed--;
        }
        threads.giveBack();
        askForMore();
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error unexpected) {
            LOG.log(System.Logger.Level.ERROR, "a call ended without an answer", unexpected);
        }
    }
}
