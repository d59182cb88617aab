package org.mcpcoordinator.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
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

    /** The host as it stands when silence begins at {@code silentSince}. */
    Host toHost(Instant silentSince) {
        return new Host(name, state(silentSince), seenAt, agent());
    }

    private HostState state(Instant silentSince) {
        if (agentSeenAt != null && agentSeenAt.isAfter(silentSince)) {
            return HostState.UP;
        }
        return seenAt.isAfter(silentSince) ? HostState.AGENT_AWAY : HostState.DEAD;
    }

    private @Nullable AgentSighting agent() {
        if (agentSeenAt == null || agentPid == null || agentVersion == null || agentBootId == null) {
            return null;
        }
        return new AgentSighting(agentPid, agentVersion, agentBootId, agentSeenAt);
    }
}
