package org.mcpcoordinator.cluster;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine with an agent, ports and processes.
 *
 * @param name as in {@code coordinator.cluster.host-name}
 * @param state derived by the database's clock
 * @param seenAt last heartbeat of a node on it or sight of its agent
 * @param agent what was last known of its agent; null before the first sight
 * @param address HOST:PORT where its agent is reached from other machines; null if it is not, or before the first sight
 * @param placing whether it takes servers
 * @param capacity what it has, as its agent told last
 * @param leftAt when its servers were last placed elsewhere because it was dead; null for never
 */
public record Host(
        String name,
        HostState state,
        Instant seenAt,
        @Nullable AgentSighting agent,
        @Nullable String address,
        Placing placing,
        Capacity capacity,
        @Nullable Instant leftAt) {
    public Host {
        Objects.requireNonNull(name);
        Objects.requireNonNull(state);
        Objects.requireNonNull(seenAt);
        Objects.requireNonNull(placing);
        Objects.requireNonNull(capacity);
    }

    /** The lease under which one node at a time tells the agent of a host what to do. */
    public static String lease(String name) {
        return LEASE + name;
    }

    static final String LEASE = "host/";
}
