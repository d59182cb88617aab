package org.mcpcoordinator.cluster;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The desk of the cluster: which hosts and nodes there are, and which of them are alive. A singleton only so that others
 * can depend on it, and so that it stops after them.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
public class Cluster {
    /** A node or agent that nobody has seen for this long counts as dead. */
    public static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(Cluster.class);

    @Inject
    ClusterStore store;

    @Inject
    LocalNode local;

    /** Name of the machine this node runs on. */
    public String localHost() {
        return local.host();
    }

    /** Name of this node. */
    public String localNode() {
        return local.name();
    }

    /** All hosts ever seen, by name. */
    public List<Host> hosts() {
        return store.hosts(SILENCE);
    }

    /** All nodes ever seen, by name. */
    public List<Node> nodes() {
        return store.nodes(SILENCE);
    }

    /**
     * Takes note that a host's agent answered just now; ask it at least every 5 s.
     *
     * @param version at most 64 characters
     * @param bootId at most 64 characters
     */
    public void agentSeen(String host, long pid, String version, String bootId) {
        store.seeAgent(host, pid, version, bootId);
    }

    /** Makes this life of the node the one that counts; any earlier one loses its right to leases. */
    public void join() {
        store.join(local);
        LOG.infof("Node %s joined on host %s", local.name(), local.host());
    }

    /** Says that this node is alive; false if a later start of the same name has replaced it. */
    public boolean beat() {
        return store.beat(local);
    }

    /** Says good-bye, so that nobody waits for a silence of 15 s. */
    public void leave() {
        store.leave(local);
    }
}
