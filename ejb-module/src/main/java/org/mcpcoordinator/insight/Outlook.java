package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.mcpcoordinator.cluster.NodeView;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.routing.Routing;

/** What this node sees of the fleet, from memory: told with each heartbeat, so that people can see whether nodes agree. */
@ApplicationScoped
class Outlook {
    @Inject
    FleetMirror mirror;

    @Inject
    Routing routing;

    NodeView now() {
        return of(mirror.seen(), routing.table());
    }

    static NodeView of(Collection<Instance> seen, RouteTable table) {
        long revision = seen.stream().mapToLong(Instance::revision).max().orElse(0);
        int healthy = (int) seen.stream()
                .filter(instance -> instance.state() == InstanceState.HEALTHY)
                .count();
        return new NodeView(revision, healthy, table.routes().size(), digest(table));
    }

    /** Of one that is called with headers only that it is routed: bridges are at other ports of each node. */
    private static String digest(RouteTable table) {
        TreeSet<String> routes = new TreeSet<>();
        table.routes().values().forEach(copies -> copies.forEach(route -> routes.add(line(route))));
        CRC32 sum = new CRC32();
        routes.forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return String.format("%08x", sum.getValue());
    }

    private static String line(Route route) {
        return route.key() + " " + (route.headers().isEmpty() ? route.address() : "") + "\n";
    }
}
