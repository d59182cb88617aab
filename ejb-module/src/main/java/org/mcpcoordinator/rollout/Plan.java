package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What applying a fleet file would change; making it changes nothing. Kept for 24 h.
 *
 * @param id unguessable
 * @param fleet the fleet
 * @param baseRevision id of the revision it was compared with, 0 for none
 * @param changes one entry per instance that would change
 * @param unchanged instances that stay as they are
 * @param forecast resources the fleet will need in all
 * @param warnings sentences for people, for example ports that are taken by strangers
 * @param createdAt when it was made
 */
public record Plan(
        String id,
        String fleet,
        long baseRevision,
        List<Change> changes,
        int unchanged,
        Forecast forecast,
        List<String> warnings,
        Instant createdAt) {
    public Plan {
        Objects.requireNonNull(id);
        Objects.requireNonNull(fleet);
        changes = List.copyOf(changes);
        Objects.requireNonNull(forecast);
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(createdAt);
    }

    /**
     * One change.
     *
     * @param server the server
     * @param replica the copy
     * @param kind {@code add}, {@code remove} or {@code restart}
     * @param reason why, for people
     * @param port the port it would get; 0 if none
     */
    public record Change(String server, int replica, String kind, String reason, int port) {}

    /** What the fleet will need in all. */
    public record Forecast(int instances, int processes, int ports, long memoryMegabytes) {}
}
