package org.mcpcoordinator.host.agent;

import java.time.Duration;
import java.util.function.Consumer;

/** Programs that are to be started, let go as {@link StartSlots} says and time passes. Lives on the keeper's thread. */
final class StartQueue {
    /** After so long busy processors may be less so. */
    private static final Duration BREATH = Duration.ofMillis(100);

    private final KeeperThread thread;
    private final StartSlots slots;
    private final Consumer<ServerKey> start;
    /** True while it is to be looked at again. */
    private boolean asked;

    /** @param start starts one whose turn it is, unless it is wanted no more, and calls {@link #hold} for it */
    StartQueue(KeeperThread thread, int limit, Consumer<ServerKey> start) {
        Processors processors = new Processors();
        this.thread = thread;
        this.slots = new StartSlots(limit, processors.count(), processors::busy);
        this.start = start;
    }

    void limit(int newLimit) {
        slots.limit(newLimit);
        startNext();
    }

    void add(ServerKey key) {
        slots.queue(key);
        startNext();
    }

    /** A start begins: it holds others up until it is settled, or its time is up. */
    void hold(long token) {
        slots.hold(token);
        thread.after(Duration.ofSeconds(StartSlots.HELD_SECONDS), () -> settled(token));
    }

    /** A program's port is listened on, or it will not be. */
    void settled(long token) {
        if (slots.release(token)) {
            startNext();
        }
    }

    private void startNext() {
        for (ServerKey key = slots.poll(); key != null; key = slots.poll()) {
            start.accept(key);
        }
        if (slots.patient() && !asked) {
            asked = true;
            thread.after(BREATH, () -> {
                asked = false;
                startNext();
            });
        }
    }
}
