package org.mcpcoordinator.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Row of table host. Written by single statements only, never through the entity. */
@Entity
@Table(name = "host")
class HostRow {
    @Id
    @Column(length = 64)
    private String name = "";

    @Column(name = "seen_at")
    private Instant seenAt = Instant.EPOCH;

    @Column(name = "agent_seen_at")
    private @Nullable Instant agentSeenAt;

    @Column(name = "agent_pid")
    private @Nullable Long agentPid;

    @Column(name = "agent_version", length = 64)
    private @Nullable String agentVersion;

    @Column(name = "agent_boot_id", length = 64)
    private @Nullable String agentBootId;

    @Column(length = 200)
    private @Nullable String address;

    @Enumerated(EnumType.STRING)
    @Column(name = "placing_mode")
    private Placing placing = Placing.OPEN;

    @Column(name = "memory_bytes")
    private long memoryBytes;

    private int processors;

    @Column(name = "left_at")
    private @Nullable Instant leftAt;

    /** The host as it stands when silence begins at {@code silentSince}; {@code kept} are those whose leases are held. */
    Host toHost(Instant silentSince, Set<String> kept) {
        return new Host(
                name,
                state(silentSince, kept),
                seenAt,
                agent(),
                address,
                placing,
                new Capacity(memoryBytes, processors),
                leftAt);
    }

    private HostState state(Instant silentSince, Set<String> kept) {
        if (agentSeenAt != null && agentSeenAt.isAfter(silentSince)) {
            return HostState.UP;
        }
        return seenAt.isAfter(silentSince) || kept.contains(name) ? HostState.AGENT_AWAY : HostState.DEAD;
    }

    private @Nullable AgentSighting agent() {
        if (agentSeenAt == null || agentPid == null || agentVersion == null || agentBootId == null) {
            return null;
        }
        return new AgentSighting(agentPid, agentVersion, agentBootId, agentSeenAt);
    }
}
