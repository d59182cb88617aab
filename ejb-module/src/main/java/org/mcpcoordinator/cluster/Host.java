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
 */
public record Host(
        String name,
        HostState state,
        Instant seenAt,
        @Nullable AgentSighting agent) {
    public Host {
        Objects.requireNonNull(name);
        Objects.requireNonNull(state);
        Objects.requireNonNull(seenAt);
    }
}
