package org.mcpcoordinator.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes keep of clients' sessions, each entry for a while. Comfort only: any of it may be lost at any time. Safe for
 * any thread; nothing of it waits for another node but {@link #find}, where nodes do not all have everything.
 */
public interface SessionMemory {
    /** What is kept under that key; null for nothing. */
    byte @Nullable [] find(String key);

    /**
     * Keeps it so long, in the place of what was there.
     *
     * @return ends well as soon as other nodes have it too, or cannot have it
     */
    CompletionStage<?> keep(String key, byte[] value, Duration lifespan);

    /** Keeps it no longer; no ear of this node hears of it. */
    void forget(String key);

    /** Shows all there is. */
    void each(BiConsumer<String, byte[]> entries);

    /**
     * Tells what goes without having been forgotten by this node.
     *
     * @return ends it
     */
    Runnable listen(Ear ear);

    /** Who hears of it, on any thread; returns at once. */
    interface Ear {
        /** Its time is over. */
        void expired(String key, byte[] value);

        /** There was no room for it any more. */
        void pushedOut(String key, byte[] value);

        /** Another node has changed or forgotten it. */
        void changedElsewhere(String key);
    }
}
