package org.mcpcoordinator.cluster;

import java.util.Objects;

/**
 * CDI event: something was announced by any node of the cluster, this one included, after its transaction committed.
 * Observers return at once: all of a node's announcements pass one thread, in order.
 *
 * @param channel what it is about, for example {@code tokens}; {@link #RESUMED} when listening begins (again)
 * @param payload what the announcer said; may be empty
 */
public record Announced(String channel, String payload) {
    /** Announcements may have been missed before this one: read again whatever you keep in memory. */
    public static final String RESUMED = "resumed";

    /** A restore has put another fleet in the place of the one there was: forget what you keep of it in memory. */
    public static final String RESTORED = "restored";

    public Announced {
        Objects.requireNonNull(channel);
        Objects.requireNonNull(payload);
    }

    /** True if an observer of {@code watched} has to look: it was announced, or may have been missed. */
    public boolean concerns(String watched) {
        return channel.equals(watched) || channel.equals(RESUMED);
    }
}
