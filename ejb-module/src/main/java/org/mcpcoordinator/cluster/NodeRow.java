package org.mcpcoordinator.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
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

    @Column(name = "left_at")
    private @Nullable Instant leftAt;

    /** The node as it stands when silence begins at {@code silentSince}. */
    Node toNode(Instant silentSince) {
        return new Node(name, host, state(silentSince), url, pid, startedAt, seenAt);
    }

    private NodeState state(Instant silentSince) {
        if (leftAt != null) {
            return NodeState.LEFT;
        }
        return seenAt.isAfter(silentSince) ? NodeState.UP : NodeState.DEAD;
    }
}
