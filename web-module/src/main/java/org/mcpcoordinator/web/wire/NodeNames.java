package org.mcpcoordinator.web.wire;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.cluster.NodeState;

/** Which node speaks for a host, as known not longer than 5 s ago. */
@ApplicationScoped
public class NodeNames {
    private static final Duration FRESH = Duration.ofSeconds(5);

    @Inject
    Cluster cluster;

    @Inject
    Clock clock;

    private volatile Seen seen = new Seen(List.of(), Instant.MIN);

    /** Name of a living node on the host; empty if there is none. */
    public String speaking(String host) {
        return nodes().stream()
                .filter(node -> node.host().equals(host) && node.state() == NodeState.UP)
                .map(Node::name)
                .findFirst()
                .orElse("");
    }

    /** The host a node runs on; the node's own name if there is no such node, which no host is called. */
    public String hostOf(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .map(Node::host)
                .findFirst()
                .orElse(name);
    }

    private List<Node> nodes() {
        Instant now = clock.instant();
        Seen known = seen;
        if (known.at().plus(FRESH).isBefore(now)) {
            known = new Seen(cluster.nodes(), now);
            seen = known;
        }
        return known.nodes();
    }

    private record Seen(List<Node> nodes, Instant at) {}
}
