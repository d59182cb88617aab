package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceMoved;
import org.mcpcoordinator.fleet.InstanceMoved.Move;
import org.mcpcoordinator.rollout.Mixture;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutMoved;
import org.mcpcoordinator.rollout.Rollouts;

/**
 * The fleet, its newest rollout and the nodes as last seen, in memory, for those who look often: the live feed, metrics, JMX. It
 * follows the events of this node, and reads everything again now and then, which brings what other nodes did.
 * Comfort, not truth: nobody decides by it.
 */
@ApplicationScoped
public class FleetMirror {
    private final Map<InstanceKey, Instance> seen = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock reading = new ReentrantLock();

    /** Keys that events touched while everything is being read: for them the events are newer. */
    private final Set<InstanceKey> touched = ConcurrentHashMap.newKeySet();

    private volatile boolean loaded;
    private volatile @Nullable Rollout newest;
    private volatile List<Node> nodes = List.of();
    private volatile List<Mixture> mixtures = List.of();

    @Inject
    Fleet fleet;

    @Inject
    Rollouts rollouts;

    @Inject
    Cluster cluster;

    /** Told of what moved, after it is seen here; must return at once and throw nothing. */
    public interface Listener {
        /** Instances changed. */
        void moved(List<Move> moves);

        /** The newest rollout changed. */
        void moved(Rollout rollout);
    }

    /** Tells the listener of everything from now on, until {@link #forget}. */
    public void tell(Listener listener) {
        listeners.add(listener);
    }

    /** Tells the listener nothing more. */
    public void forget(Listener listener) {
        listeners.remove(listener);
    }

    /** All instances; the first call reads them. */
    public Collection<Instance> all() {
        if (!loaded) {
            refresh();
        }
        return List.copyOf(seen.values());
    }

    /** All instances as far as they have been read. */
    public Collection<Instance> seen() {
        return List.copyOf(seen.values());
    }

    /** The newest rollout, open or ended. */
    public Optional<Rollout> newest() {
        if (!loaded) {
            refresh();
        }
        return Optional.ofNullable(newest);
    }

    /** Fleets left between two revisions, as read last: at most 10 s ago. */
    public List<Mixture> mixtures() {
        return mixtures;
    }

    /** Name of a living node on the host; empty if there is none. */
    public String speaking(String host) {
        return nodes.stream()
                .filter(node -> node.host().equals(host) && node.state().lives())
                .map(Node::name)
                .findFirst()
                .orElse("");
    }

    /** The host a node runs on, if there is such a node. */
    public Optional<String> hostOf(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .map(Node::host)
                .findFirst();
    }

    /** Reads everything and tells what differs from what was seen; returns at once if that is already being done. */
    public void refresh() {
        if (!reading.tryLock()) {
            return;
        }
        try {
            touched.clear();
            Map<InstanceKey, Instance> now = new HashMap<>();
            nodes = cluster.nodes();
            fleet.all().forEach(instance -> now.put(instance.key(), instance));
            List<Move> moves = differences(now);
            @Nullable Rollout before = newest;
            rollouts.list().stream().findFirst().ifPresent(this::keep);
            mixtures = rollouts.mixtures();
            loaded = true;
            tell(moves);
            @Nullable Rollout after = newest;
            if (after != null && !after.equals(before)) {
                listeners.forEach(listener -> listener.moved(after));
            }
        } finally {
            reading.unlock();
        }
    }

    private List<Move> differences(Map<InstanceKey, Instance> now) {
        List<Move> moves = new ArrayList<>();
        Set<InstanceKey> keys = new HashSet<>(now.keySet());
        keys.addAll(seen.keySet());
        keys.removeAll(touched);
        for (InstanceKey key : keys) {
            @Nullable Instance after = now.get(key);
            @Nullable Instance before = after == null ? seen.remove(key) : seen.put(key, after);
            if (after == null ? before != null : !after.equals(before)) {
                moves.add(new Move(before, after));
            }
        }
        return moves;
    }

    void follow(@Observes(during = TransactionPhase.AFTER_SUCCESS) InstanceMoved event) {
        for (Move move : event.moves()) {
            InstanceKey key = move.any().key();
            touched.add(key);
            if (move.after() == null) {
                seen.remove(key);
            } else {
                seen.put(key, move.after());
            }
        }
        tell(event.moves());
    }

    void follow(@Observes(during = TransactionPhase.AFTER_SUCCESS) RolloutMoved event) {
        keep(event.rollout());
        listeners.forEach(listener -> listener.moved(event.rollout()));
    }

    private void keep(Rollout rollout) {
        @Nullable Rollout known = newest;
        if (known == null || rollout.id() >= known.id()) {
            newest = rollout;
        }
    }

    private void tell(List<Move> moves) {
        if (!moves.isEmpty()) {
            listeners.forEach(listener -> listener.moved(moves));
        }
    }
}
