package org.mcpcoordinator.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A WildFly of the cluster.
 *
 * @param name as in {@code coordinator.cluster.node-name}
 * @param host the machine it runs on
 * @param state derived by the database's clock
 * @param url where it is reached; empty if not set
 * @param pid its process on its host
 * @param startedAt when its JVM started
 * @param seenAt its last heartbeat
 * @param version the release it runs; empty if unknown
 * @param lagMillis how late it heard announcements when it last said so; -1 if unknown
 * @param view what it saw of the fleet then
 * @param holds names of the leases it holds now: what it does for all nodes
 */
public record Node(
        String name,
        String host,
        NodeState state,
        String url,
        long pid,
        Instant startedAt,
        Instant seenAt,
        String version,
        long lagMillis,
        NodeView view,
        List<String> holds) {
    public Node {
        Objects.requireNonNull(name);
        Objects.requireNonNull(host);
        Objects.requireNonNull(state);
        Objects.requireNonNull(url);
        Objects.requireNonNull(startedAt);
        Objects.requireNonNull(seenAt);
        Objects.requireNonNull(version);
        Objects.requireNonNull(view);
        holds = List.copyOf(holds);
    }
}
