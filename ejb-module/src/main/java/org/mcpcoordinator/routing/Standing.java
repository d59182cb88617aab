package org.mcpcoordinator.routing;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.health.ErasMet;

/**
 * What is known of all instances, and the routes that follow from it. Only the routes of servers that changed are made
 * anew. Guarded by whoever keeps it.
 */
final class Standing {
    private static final int FAR = 9;

    private final Map<String, SortedMap<Integer, Copy>> servers = new HashMap<>();
    private final Map<String, List<Route>> routes = new HashMap<>();
    private final Set<String> coming = new HashSet<>();
    private final Map<String, Nap> naps = new HashMap<>();
    private final Set<InstanceKey> drained = new HashSet<>();
    private final Spoken spoken = new Spoken();

    /** The instance is like this now, and is called at its endpoint; older news than those known change nothing. */
    void know(Instance instance, Map<String, String> headers) {
        know(instance, URI.create(instance.endpoint()), headers);
    }

    /** The same for one that is called at another address, or with null at none. */
    void know(Instance instance, @Nullable URI address, Map<String, String> headers) {
        InstanceKey key = instance.key();
        SortedMap<Integer, Copy> copies = servers.computeIfAbsent(key.server(), name -> new TreeMap<>());
        Copy before = copies.get(key.replica());
        if (before == null || !isOlder(instance, before.instance())) {
            boolean follows = before != null && follows(before, instance);
            copies.put(key.replica(), new Copy(instance, address, headers, follows));
            drain(key, instance.draining());
            route(key.server(), copies);
        }
    }

    /** The instance is no more. */
    void forget(InstanceKey key) {
        spoken.forget(key);
        drained.remove(key);
        SortedMap<Integer, Copy> copies = servers.get(key.server());
        if (copies != null && copies.remove(key.replica()) != null) {
            if (copies.isEmpty()) {
                servers.remove(key.server());
            }
            route(key.server(), copies);
        }
    }

    /** A probe has found out which eras a copy speaks. True if that is news. */
    boolean met(ErasMet met) {
        SortedMap<Integer, Copy> copies = servers.get(met.key().server());
        boolean news = spoken.met(met) && copies != null;
        if (news && copies != null) {
            route(met.key().server(), copies);
        }
        return news;
    }

    /** Servers have been asked what they offer, and which eras they speak is part of that. True if that changes something. */
    boolean offered(Collection<ErasOffered> offers) {
        Set<String> changed = spoken.offered(offers);
        if (changed.isEmpty()) {
            return false;
        }
        servers.forEach((server, copies) -> {
            if (copies.values().stream()
                    .anyMatch(copy -> changed.contains(copy.instance().definitionHash()))) {
                route(server, copies);
            }
        });
        return true;
    }

    /** Forgets all others. */
    void keepOnly(Collection<InstanceKey> keys) {
        Set<InstanceKey> kept = Set.copyOf(keys);
        Set<InstanceKey> others = new HashSet<>();
        servers.forEach((server, copies) -> copies.keySet().stream()
                .map(replica -> new InstanceKey(server, replica))
                .filter(key -> !kept.contains(key))
                .forEach(others::add));
        others.forEach(this::forget);
    }

    RouteTable table() {
        return new RouteTable(routes, servers.keySet(), coming, naps, drained);
    }

    private void route(String server, SortedMap<Integer, Copy> copies) {
        List<Route> routed = new ArrayList<>();
        copies.forEach((replica, copy) -> {
            URI address = copy.address();
            if (copy.instance().routable() && address != null) {
                Instance instance = copy.instance();
                routed.add(new Route(
                        server,
                        replica,
                        address,
                        copy.headers(),
                        instance.onDemand() ? instance.incarnation() : "",
                        spoken.by(instance)));
            }
        });
        if (routed.isEmpty()) {
            routes.remove(server);
        } else {
            routes.put(server, List.copyOf(routed));
        }
        nap(server, copies.values(), routed.isEmpty());
        if (routed.isEmpty() && copies.values().stream().anyMatch(Copy::follows)) {
            coming.add(server);
        } else {
            coming.remove(server);
        }
    }

    private void drain(InstanceKey key, boolean draining) {
        if (draining) {
            drained.add(key);
        } else {
            drained.remove(key);
        }
    }

    private void nap(String server, Collection<Copy> copies, boolean unrouted) {
        Optional<Instance> nearest = copies.stream()
                .map(Copy::instance)
                .filter(instance -> unrouted && instance.onDemand() && distance(instance) < FAR)
                .min(Comparator.comparing(Standing::distance));
        nearest.ifPresentOrElse(
                instance -> naps.put(
                        server,
                        new Nap(
                                instance.definitionHash(),
                                instance.state(),
                                instance.reason(),
                                instance.detail(),
                                instance.since())),
                () -> naps.remove(server));
    }

    /** How far a copy is from being routed; what a person has taken out of traffic is not woken by a call. */
    private static int distance(Instance instance) {
        if (instance.desired() != Desired.RUNNING || instance.draining()) {
            return FAR;
        }
        return switch (instance.state()) {
            case HEALTHY, STARTING -> 0;
            case PLANNED -> 1;
            case UNHEALTHY -> 2;
            case SLEEPING -> 3;
            case FAILED -> 4;
            case QUARANTINED, STOPPING, STOPPED -> FAR;
        };
    }

    /** On purpose one process follows another: it was routed, or was following already, and is on its way up. */
    private static boolean follows(Copy before, Instance now) {
        boolean onItsWay = now.desired() == Desired.RUNNING
                && (now.state() == InstanceState.PLANNED || now.state() == InstanceState.STARTING);
        return onItsWay && (before.follows() || before.instance().routable());
    }

    /** News of two transactions may overtake each other; the rows themselves cannot. */
    private static boolean isOlder(Instance news, Instance known) {
        return news.generation() < known.generation()
                || (news.generation() == known.generation() && news.since().isBefore(known.since()));
    }

    /**
     * One copy.
     *
     * @param address where it is called; null if it must not be
     * @param follows true while its process follows another one
     */
    private record Copy(Instance instance, @Nullable URI address, Map<String, String> headers, boolean follows) {}
}
