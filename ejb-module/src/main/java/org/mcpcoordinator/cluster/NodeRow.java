package org.mcpcoordinator.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Row of table node without its incarnation. Written by single statements only, never through the entity. */
@Entity
@Table(name = "node")
class NodeRow {
    @Id
    @Column(length = 64)
    private String name = "";

    @Column(length = 64)
    private String host = "";

    @Column(length = 200)
    private String url = "";

    private long pid;

    @Column(name = "started_at")
    private Instant startedAt = Instant.EPOCH;

    @Column(name = "seen_at")
    private Instant seenAt = Instant.EPOCH;

    @Column(length = 64)
    private String version = "";

    @Column(name = "lag_millis")
    private @Nullable Long lagMillis;

    private long revision;

    private int healthy;

    private int routed;

    @Column(length = 16)
    private String routes = "";

    private boolean draining;

    @Column(name = "left_at")
    private @Nullable Instant leftAt;

    /** The node as it stands when silence begins at {@code silentSince}, with the leases that nodes hold. */
    Node toNode(Instant silentSince, Map<String, List<String>> held) {
        return new Node(
                name,
                host,
                state(silentSince),
                url,
                pid,
                startedAt,
                seenAt,
                version,
                lagMillis == null ? -1 : lagMillis,
                new NodeView(revision, healthy, routed, routes),
                held.getOrDefault(name, List.of()));
    }

    private NodeState state(Instant silentSince) {
        if (leftAt != null) {
            return NodeState.LEFT;
        }
        if (!seenAt.isAfter(silentSince)) {
            return NodeState.DEAD;
        }
        return draining ? NodeState.DRAINING : NodeState.UP;
    }
}
