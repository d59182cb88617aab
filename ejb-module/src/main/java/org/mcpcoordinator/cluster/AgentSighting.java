package org.mcpcoordinator.cluster;

import java.time.Instant;
import java.util.Objects;

/**
 * What an agent said of itself when it was last reached.
 *
 * @param pid its process
 * @param version its release, at most 64 characters
 * @param bootId boot id of its kernel; another one means the machine was restarted
 * @param seenAt when, by the database's clock
 */
public record AgentSighting(long pid, String version, String bootId, Instant seenAt) {
    public AgentSighting {
        Objects.requireNonNull(version);
        Objects.requireNonNull(bootId);
        Objects.requireNonNull(seenAt);
    }
}
