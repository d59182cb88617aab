package org.mcpcoordinator.standby;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/** How many places are taken on each host by servers on demand, and whom of the called ones there is a place for. */
final class WarmRoom {
    private final int most;
    private final Map<String, Integer> taken = new HashMap<>();

    /** The servers to be started, by name, and the host each will run on. */
    private final Map<String, String> hosts = new TreeMap<>();

    /**
     * @param all copies of all servers that have been let go
     * @param called names of servers
     * @param failedBefore one that failed later than this is left alone
     * @param most so many of a host are awake at once
     */
    WarmRoom(List<Instance> all, Set<String> called, Instant failedBefore, int most) {
        this.most = most;
        Map<String, List<Instance>> byName = new TreeMap<>();
        for (Instance instance : all) {
            if (instance.onDemand() && instance.desired() == Desired.RUNNING) {
                taken.merge(instance.host(), takesPlace(instance) ? 1 : 0, Integer::sum);
                if (called.contains(instance.key().server())) {
                    byName.computeIfAbsent(instance.key().server(), name -> new ArrayList<>())
                            .add(instance);
                }
            }
        }
        byName.forEach((server, copies) -> {
            if (copies.stream().noneMatch(copy -> comesWithout(copy, failedBefore))) {
                copies.stream()
                        .filter(copy -> wakes(copy, failedBefore))
                        .findFirst()
                        .ifPresent(copy -> hosts.put(server, copy.host()));
            }
        });
    }

    /** All that are to be started if there is room. */
    Set<String> asleep() {
        return hosts.keySet();
    }

    /** So many places are wanting on the host. */
    int wanting(String host) {
        int wanted = (int) hosts.values().stream().filter(host::equals).count();
        return Math.max(0, wanted - free(host));
    }

    /** Places on that host have been given up. */
    void vacated(String host, int places) {
        taken.merge(host, -places, Integer::sum);
    }

    /** Those there is a place for now. */
    List<String> fitting() {
        Map<String, Integer> left = new HashMap<>();
        List<String> fitting = new ArrayList<>();
        hosts.forEach((server, host) -> {
            int places = left.computeIfAbsent(host, this::free);
            if (places > 0) {
                left.put(host, places - 1);
                fitting.add(server);
            }
        });
        return fitting;
    }

    private int free(String host) {
        return most - taken.getOrDefault(host, 0);
    }

    /** As the fleet decides with the row locked. */
    private static boolean wakes(Instance copy, Instant failedBefore) {
        return !copy.draining()
                && (copy.state() == InstanceState.SLEEPING
                        || (copy.state() == InstanceState.FAILED && copy.since().isBefore(failedBefore)));
    }

    private static boolean comesWithout(Instance copy, Instant failedBefore) {
        return switch (copy.state()) {
            case PLANNED, STARTING, HEALTHY -> !copy.draining();
            case FAILED -> !copy.since().isBefore(failedBefore);
            case UNHEALTHY, SLEEPING, QUARANTINED, STOPPING, STOPPED -> false;
        };
    }

    private static boolean takesPlace(Instance copy) {
        return switch (copy.state()) {
            case PLANNED, STARTING, HEALTHY, UNHEALTHY -> true;
            case SLEEPING, QUARANTINED, STOPPING, STOPPED, FAILED -> false;
        };
    }
}
