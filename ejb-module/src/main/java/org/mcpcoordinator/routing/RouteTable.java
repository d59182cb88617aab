package org.mcpcoordinator.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All routes at one moment; never changed, only replaced.
 *
 * @param routes by server name, the healthy copies in replica order, never an empty list
 * @param known names of all servers, routed or not, so that "unknown" and "away" are told apart
 */
public record RouteTable(Map<String, List<Route>> routes, Set<String> known) {
    public static final RouteTable EMPTY = new RouteTable(Map.of(), Set.of());

    public RouteTable {
        routes = Map.copyOf(routes);
        known = Set.copyOf(known);
    }
}
