package org.mcpcoordinator.host.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps programs from starting all at once: a slot is held from the start until its port is listened on, it ends, or 15 s
 * have passed. First come, first served. While more wants the processors than they can do, only {@link #always} slots are
 * given: a program that starts takes its processor time from those that serve, and a hundred that start together make
 * each other, and the probes of all, run out of time. Lives on the keeper's thread.
 */
final class StartSlots {
    /** A program that has not opened its port by then no longer holds others up. */
    static final long HELD_SECONDS = 15;

    private static final int FOR_EACH_PROCESSOR = 4;

    private final Deque<ServerKey> queue = new ArrayDeque<>();
    private final Set<Long> held = new HashSet<>();
    private final BooleanSupplier busy;
    private final int always;
    private int limit;

    StartSlots(int limit, int processors, BooleanSupplier busy) {
        this.limit = limit;
        this.always = FOR_EACH_PROCESSOR * processors;
        this.busy = busy;
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
        boolean room = held.size() < limit && !queue.isEmpty() && (held.size() < always || !busy.getAsBoolean());
        return room ? queue.poll() : null;
    }

    /** True if some wait only for the processors: to be asked for again soon. */
    boolean patient() {
        return held.size() < limit && !queue.isEmpty();
    }

    void hold(long token) {
        held.add(token);
    }

    /** True if it was held. */
    boolean release(long token) {
        return held.remove(token);
    }
}
