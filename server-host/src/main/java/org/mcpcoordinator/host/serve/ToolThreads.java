package org.mcpcoordinator.host.serve;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for tools: one for each lane that has work, whatever the others do, and a few more that are lent in turn. So a
 * server waits for its own calls only, never for those of another; the process has as many of these threads as servers
 * at work, and {@code lent} more.
 */
final class ToolThreads implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ToolThreads.class.getName());

    /** Of a stack, in bytes; only what is used of it costs memory. */
    private static final long STACK = 512L * 1024;

    private static final int IDLE_SECONDS = 10;

    private final ExecutorService threads;
    private final Deque<Lane> wanting = new ArrayDeque<>();
    private int free;

    /**
     * Threads are made when there is work, and end some seconds after it.
     *
     * @param lent how many there are beyond one for each lane
     */
    ToolThreads(int lent) {
        this.free = lent;
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread made = new Thread(null, work, "tool", STACK);
                    made.setDaemon(true);
                    return made;
                });
    }

    /** Runs on a thread of its own; false if the machine has none left, or all are to end. */
    boolean start(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError none) {
            LOG.log(System.Logger.Level.WARNING, "no thread for a call: {0}", none.getMessage());
            return false;
        }
    }

    /** Takes one of those that are lent; if none is free, the lane is told when its turn comes. */
    synchronized boolean borrow(Lane lane) {
        if (free > 0) {
            free--;
            return true;
        }
        wanting.add(lane);
        return false;
    }

    /** The one who has wanted it longest gets it next. */
    void giveBack() {
        while (true) {
            Lane next;
            synchronized (this) {
                next = wanting.poll();
                if (next == null) {
                    free++;
                    return;
                }
            }
            if (next.lent()) {
                return;
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
