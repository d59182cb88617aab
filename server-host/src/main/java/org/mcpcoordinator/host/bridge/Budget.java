package org.mcpcoordinator.host.bridge;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that all programs of the agent together may keep waiting: requests, lines, answers nobody has read yet. Each of
 * them has a limit of its own as well; this one is for many at once. What is small always passes, so that those who are
 * in no way to blame go on.
 */
final class Budget {
    /** Of all; the agent's heap has 256 MB, and a message that is read takes several times its bytes. */
    static final long MOST = 96L << 20;

    /** Up to this size a single thing passes where nothing else of its owner waits, in bytes. */
    static final int SMALL = 64 << 10;

    /** What a message weighs while it is worked on, for each of its bytes. */
    static final int READ = 4;

    private final AtomicLong left;

    Budget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** Takes as many; false if there is no room, and then nothing is taken. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    /** Takes as many; small ones even where there is no room, unless their owner has others waiting. */
    boolean take(long bytes, boolean first) {
        if (first && bytes <= SMALL) {
            left.addAndGet(-bytes);
            return true;
        }
        return take(bytes);
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }

    /** How much is left now; below 0 where small things have passed. */
    long left() {
        return left.get();
    }
}
