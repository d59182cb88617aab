package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Has this node look at once whether it is drained, and not with its next heartbeat. */
@ApplicationScoped
class DrainNews {
    @Inject
    Cluster cluster;

    void on(@Observes Announced announced) {
        if (announced.channel().equals(LocalNode.DRAIN) && announced.payload().equals(cluster.localNode())) {
            cluster.beat();
        }
    }
}
