package org.mcpcoordinator.cluster;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

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

    /** True if this node was drained: whoever may choose calls another one. */
    public boolean isDraining() {
        return local.isDraining();
    }

    /** For how long this node has heard what others tell: what they told before it does not know. */
    public Duration hearing() {
        return local.hearing();
    }

    /** All hosts ever seen, by name. */
    public List<Host> hosts() {
        return store.hosts(SILENCE);
    }

    /** All nodes seen and not forgotten, by name. */
    public List<Node> nodes() {
        return store.nodes(SILENCE);
    }

    /** Takes note that a host's agent answered just now, and what it said; ask it at least every 5 s. */
    public void agentSeen(String host, AgentReport said) {
        store.seeAgent(host, said);
    }

    /** Says whether the host takes servers; false if there is no such host. */
    public boolean place(String host, Placing how) {
        return store.place(host, how);
    }

    /** Takes note that the host's servers were placed elsewhere just now, because it was dead. */
    public void leftBehind(String host) {
        store.leave(host);
    }

    /** Names whoever can tell, at each heartbeat, what this node sees of the fleet. */
    public void viewedBy(Supplier<NodeView> seer) {
        viewpoint = seer;
    }

    /** Makes this life of the node the one that counts; any earlier one loses its right to leases. */
    public void join() {
        local.setDraining(store.join(local));
        announcements.announce(LocalNode.JOINED, local.incarnation() + " " + local.name());
        LOG.infof("Node %s joined on host %s", local.name(), local.host());
    }

    /** Says that this node is alive; false if a later start of the same name has replaced it. */
    public boolean beat() {
        long joined = local.joined();
        Optional<ClusterStore.Pulse> pulse = store.beat(local, view(), SILENCE);
        local.setAlone(pulse.filter(found -> found.others() == 0).isPresent(), joined);
        pulse.ifPresent(found -> local.setDraining(found.draining()));
        return pulse.isPresent();
    }

    private NodeView view() {
        try {
            return viewpoint.get();
        } catch (RuntimeException stopping) {
            // What tells it may have ended before this, and nobody is dead because of that.
            return NodeView.NONE;
        }
    }

    /**
     * Has a node take nothing new: it says that it is not ready, so that balancers leave it alone, and its leases are given
     * back at once. What it has begun it ends. It stays drained when it is started again.
     *
     * @throws ProblemException if no other node is up, or there is none of that name
     */
    public void drain(String name) {
        store.lockNodes();
        known(name);
        if (nodes().stream().noneMatch(node -> !node.name().equals(name) && node.state() == NodeState.UP)) {
            throw new ProblemException(
                    ProblemCode.NODE_LAST,
                    "No other node is up to take what " + name + " does; add one, or undrain one, first.");
        }
        store.setDraining(name, true);
        announcements.announce(LocalNode.DRAIN, name);
        announcements.announce(Leases.FREE, "drained " + name);
    }

    /** Lets a node take part again. */
    public void undrain(String name) {
        known(name);
        store.setDraining(name, false);
        announcements.announce(LocalNode.DRAIN, name);
    }

    /**
     * Forgets a node that will not come back.
     *
     * @throws ProblemException while it lives, or if there is none of that name
     */
    public void forget(String name) {
        if (known(name).state().lives()) {
            throw new ProblemException(
                    ProblemCode.NODE_LIVES,
                    name + " is alive; drain it and stop its WildFly, then it can be forgotten.");
        }
        store.forget(name);
    }

    private Node known(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NODE_NOT_FOUND,
                        "There is no node " + name + "; GET nodes, or coordinator nodes, lists them."));
    }

    /** Says good-bye and gives all leases back, so that nobody waits for a silence of 15 s. */
    public void leave() {
        store.leave(local);
        announcements.announce(Leases.FREE, local.incarnation() + " " + local.name());
    }
}
