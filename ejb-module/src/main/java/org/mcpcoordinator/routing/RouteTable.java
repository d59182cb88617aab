package org.mcpcoordinator.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * All routes at one moment; never changed, only replaced.
 *
 * @param routes by server name, the healthy copies in replica order, never an empty list
 * @param known names of all servers, routed or not, so that "unknown" and "away" are told apart
 * @param coming those of them that are not routed because one process follows another at this moment: a call may wait
 * @param naps those that are not routed because they are started by a call: how they are
 * @param drained copies that are not routed because a person drains them
 */
public record RouteTable(
        Map<String, List<Route>> routes,
        Set<String> known,
        Set<String> coming,
        Map<String, Nap> naps,
        Set<InstanceKey> drained) {
    public static final RouteTable EMPTY = new RouteTable(Map.of(), Set.of());

    public RouteTable {
        routes = Map.copyOf(routes);
        known = Set.copyOf(known);
        coming = Set.copyOf(coming);
        naps = Map.copyOf(naps);
        drained = Set.copyOf(drained);
    }

    /** A table of which no copy is drained. */
    public RouteTable(Map<String, List<Route>> routes, Set<String> known, Set<String> coming, Map<String, Nap> naps) {
        this(routes, known, coming, naps, Set.of());
    }

    /** A table without servers on demand. */
    public RouteTable(Map<String, List<Route>> routes, Set<String> known, Set<String> coming) {
        this(routes, known, coming, Map.of());
    }

    /** A table without servers that are coming. */
    public RouteTable(Map<String, List<Route>> routes, Set<String> known) {
        this(routes, known, Set.of());
    }
}
