package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
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

    /**
     * Makes them, but for those that have none; gives those whose ports others have, with who.
     *
     * @param hosts whose ports they are; this node's where nothing is said
     */
    Map<InstanceKey, String> make(String name, Map<InstanceKey, Integer> ports, Map<InstanceKey, String> hosts) {
        Map<String, Map<InstanceKey, Integer>> byHost = new TreeMap<>();
        ports.forEach((key, port) -> {
            if (port != 0) {
                String host = hosts.getOrDefault(key, "");
                byHost.computeIfAbsent(host.isEmpty() ? cluster.localHost() : host, any -> new HashMap<>())
                        .put(key, port);
            }
        });
        Map<InstanceKey, String> taken = new HashMap<>();
        byHost.forEach((host, real) -> {
            Map<Integer, String> others = fleet.promise(host, name, real);
            real.forEach((key, port) -> {
                String holder = others.get(port);
                if (holder != null) {
                    taken.put(key, holder);
                }
            });
        });
        return taken;
    }

    /** As {@link #make}; gives the ports of which the promise holds. */
    Map<InstanceKey, Integer> asFarAsFree(
            String name, Map<InstanceKey, Integer> ports, Map<InstanceKey, String> hosts) {
        Map<InstanceKey, Integer> kept = new HashMap<>(ports);
        kept.keySet().removeAll(make(name, ports, hosts).keySet());
        return kept;
    }

    /** The rollout goes on, perhaps after it had ended: what others have got meanwhile is theirs. */
    void again(RolloutRow row) {
        Map<InstanceKey, Integer> ports = new HashMap<>();
        Map<InstanceKey, String> hosts = new HashMap<>();
        items.promised(row.id).forEach(order -> {
            ports.put(order.key(), order.port());
            hosts.put(order.key(), order.host());
        });
        make(row.fleet, ports, hosts);
    }

    void forget(RolloutRow row) {
        fleet.forgetPromises(row.fleet);
    }
}
