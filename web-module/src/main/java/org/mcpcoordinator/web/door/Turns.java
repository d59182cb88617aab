package org.mcpcoordinator.web.door;

import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;

/**
 * When the rests of refused bodies are read on: on each thread one piece at a time, two milliseconds apart, however many send
 * and however fast. What nobody wants has a few hundredths of a processor, and calls have the rest.
 */
final class Turns {
    /** Between two pieces. */
    static final long REST = TimeUnit.MILLISECONDS.toNanos(2);

    /** Whose turn would come later than this has been cut off by then. */
    static final long LATEST = TimeUnit.SECONDS.toNanos(1);

    /** Numbers only: threads outlive the deployment, and would keep anything of ours alive. */
    private static final ThreadLocal<long[]> LAST =
            ThreadLocal.withInitial(() -> new long[] {System.nanoTime() - REST});

    private Turns() {}

    /** Runs it when it is its turn among those of this thread. */
    static void take(XnioExecutor executor, Runnable next) {
        long wait = after(LAST.get(), System.nanoTime());
        executor.executeAfter(
                next,
                TimeUnit.NANOSECONDS.toMillis(wait + TimeUnit.MILLISECONDS.toNanos(1) - 1),
                TimeUnit.MILLISECONDS);
    }

    /**
     * How long to wait from now.
     *
     * @param last the one number is when the last turn given away begins; it is moved on
     */
    static long after(long[] last, long now) {
        long next = Math.max(last[0] - now, 0) + REST;
        if (next > LATEST) {
            return LATEST;
        }
        last[0] = now + next;
        return next;
    }
}
