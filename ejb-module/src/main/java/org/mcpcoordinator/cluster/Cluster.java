package org.mcpcoordinator.cluster;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
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

    /** Not the desk of announcements: that may have stopped when this one says good-bye. */
    @Inject
    AnnouncementStore announcements;

    private volatile Supplier<NodeView> viewpoint = () -> NodeView.NONE;

    /** Name of the machine this node runs on. */
    public String localHost() {
        return local.host();
    }

    /** Name of this node. */
    public String localNode() {
        return local.name();
    }

    /** True if this is the only node alive, as far as its last heartbeat found: then there is nobody to tell. */
    public boolean isAlone() {
        return local.isAlone();
    }

    /** All hosts ever seen, by name. */
    public List<Host> hosts() {
        return store.hosts(SILENCE);
    }

    /** All nodes ever seen, by name. */
    public List<Node> nodes() {
        return store.nodes(SILENCE);
    }

    /** Takes note that a host's agent answered just now, and what it said; ask it at least every 5 s. */
    public void agentSeen(String host, AgentReport said) {
        store.seeAgent(host, said);
    }

    /** Names whoever can tell, at each heartbeat, what this node sees of the fleet. */
    public void viewedBy(Supplier<NodeView> seer) {
        viewpoint = seer;
    }

    /** Makes this life of the node the one that counts; any earlier one loses its right to leases. */
    public void join() {
        store.join(local);
        announcements.announce(LocalNode.JOINED, local.incarnation() + " " + local.name());
        LOG.infof("Node %s joined on host %s", local.name(), local.host());
    }

    /** Says that this node is alive; false if a later start of the same name has replaced it. */
    public boolean beat() {
        OptionalInt others = store.beat(local, view(), SILENCE);
        local.setAlone(others.isPresent() && others.getAsInt() == 0);
        return others.isPresent();
    }

    private NodeView view() {
        try {
            return viewpoint.get();
        } catch (RuntimeException stopping) {
            // What tells it may have ended before this, and nobody is dead because of that.
            return NodeView.NONE;
        }
    }

    /** Says good-bye and gives all leases back, so that nobody waits for a silence of 15 s. */
    public void leave() {
        store.leave(local);
        announcements.announce(Leases.FREE, local.incarnation() + " " + local.name());
    }
}
