package org.mcpcoordinator.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold between servers: one name once in the whole installation, and a port for everyone. */
final class FleetRules {
    /** Instances a fleet may have. */
    static final int MOST_INSTANCES = 1_000;

    private final Mistakes mistakes;
    private final Map<String, String> takenNames = new HashMap<>();
    private final List<Claim> claims = new ArrayList<>();

    /** {@code others}: the claims of all other fleets. */
    FleetRules(Mistakes mistakes, Collection<Claim> others) {
        this.mistakes = mistakes;
        takenNames.put(Catalog.OWN_NAME, "the coordinator itself, at /mcp/s/" + Catalog.OWN_NAME);
        others.forEach(claim -> takenNames.put(claim.server(), "a server of fleet " + claim.fleet()));
        claims.addAll(others);
    }

    /** One more name of the file. */
    void name(String name, String place) {
        String holder = takenNames.putIfAbsent(name, place);
        if (holder != null) {
            mistakes.add(place + "/name", "\"" + Mistakes.shortened(name) + "\" is also the name of " + holder);
        }
    }

    /** All servers of the file together. */
    void together(String fleet, List<ServerDefinition> servers) {
        int instances = servers.stream().mapToInt(ServerDefinition::replicas).sum();
        if (instances > MOST_INSTANCES) {
            mistakes.add(
                    "/servers",
                    "the fleet has " + instances + " instances; at most " + MOST_INSTANCES + " are allowed");
        }
        servers.forEach(server -> claims.add(Claim.of(fleet, server)));
        ports();
    }

    private void ports() {
        Map<Category, Integer> wanted = new EnumMap<>(Category.class);
        claims.forEach(claim -> wanted.merge(claim.category(), claim.ports(), Integer::sum));
        List<String> full = new ArrayList<>();
        int overflow = 0;
        for (Map.Entry<Category, Integer> entry : wanted.entrySet()) {
            int over = entry.getValue() - PortLayout.WIDTH;
            if (over > 0) {
                overflow += over;
                full.add(entry.getKey().id() + " wants " + entry.getValue());
            }
        }
        if (overflow > PortLayout.WIDTH) {
            mistakes.add(
                    "/servers",
                    "ports are exhausted: each category has " + PortLayout.WIDTH + " and the reserve "
                            + PortLayout.WIDTH + " for all fleets together, but " + String.join(", ", full) + ", "
                            + (overflow - PortLayout.WIDTH) + " too many");
        }
    }
}
