package org.mcpcoordinator.host.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps programs from starting all at once: a slot is held from the start until its port is listened on, it ends, or 15 s
 * have passed. First come, first served. Lives on the keeper's thread.
 */
final class StartSlots {
    /** A program that has not opened its port by then no longer holds others up. */
    static final long HELD_SECONDS = 15;

    private final Deque<ServerKey> queue = new ArrayDeque<>();
    private final Set<Long> held = new HashSet<>();
    private int limit;

    StartSlots(int limit) {
        this.limit = limit;
    }

    void limit(int newLimit) {
        limit = newLimit;
    }

    void queue(ServerKey key) {
        queue.add(key);
    }

    /** The next one, if there is a slot for it. */
    @Nullable
    ServerKey poll() {
        return held.size() < limit ? queue.poll() : null;
    }

    void hold(long token) {
        held.add(token);
    }

    /** True if it was held. */
    boolean release(long token) {
        return held.remove(token);
    }
}
