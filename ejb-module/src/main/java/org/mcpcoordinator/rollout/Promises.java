package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceKey;

/** The ports an open rollout was promised. Each belongs to one open rollout only; the database decides. */
@Dependent
class Promises {
    private final ItemStore items;
    private final Fleet fleet;
    private final Cluster cluster;

    @Inject
    Promises(ItemStore items, Fleet fleet, Cluster cluster) {
        this.items = items;
        this.fleet = fleet;
        this.cluster = cluster;
    }

    /** Makes them, but for those that have none; gives those that others have, with who. */
    Map<Integer, String> make(String name, Map<InstanceKey, Integer> ports) {
        Map<InstanceKey, Integer> real = new HashMap<>(ports);
        real.values().removeIf(port -> port == 0);
        return fleet.promise(cluster.localHost(), name, real);
    }

    /** As {@link #make}; gives the ports of which the promise holds. */
    Map<InstanceKey, Integer> asFarAsFree(String name, Map<InstanceKey, Integer> ports) {
        Map<Integer, String> taken = make(name, ports);
        Map<InstanceKey, Integer> kept = new HashMap<>(ports);
        kept.values().removeIf(taken::containsKey);
        return kept;
    }

    /** The rollout goes on, perhaps after it had ended: what others have got meanwhile is theirs. */
    void again(RolloutRow row) {
        make(row.fleet, items.promised(row.id));
    }

    void forget(RolloutRow row) {
        fleet.forgetPromises(row.fleet);
    }
}
