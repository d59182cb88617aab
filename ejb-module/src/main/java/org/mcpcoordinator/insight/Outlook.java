package org.mcpcoordinator.insight;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.mcpcoordinator.cluster.NodeView;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.routing.Routing;
import org.mcpcoordinator.runtime.StdioBridge;

/** What this node sees of the fleet, from memory: told with each heartbeat, so that people can see whether nodes agree. */
@ApplicationScoped
class Outlook {
    @Inject
    FleetMirror mirror;

    @Inject
    Routing routing;

    @Inject
    StdioBridge stdio;

    NodeView now() {
        return of(mirror.seen(), routing.table(), stdio::told);
    }

    static NodeView of(Collection<Instance> seen, RouteTable table, UnaryOperator<String> told) {
        long revision = seen.stream().mapToLong(Instance::revision).max().orElse(0);
        int healthy = (int) seen.stream()
                .filter(instance -> instance.state() == InstanceState.HEALTHY)
                .count();
        return new NodeView(revision, healthy, table.routes().size(), digest(table, told));
    }

    /**
     * Of one that is called with headers only that it is routed: bridges are at other ports of each node. A server of a host goes
     * by its own loopback there and by its agent's door elsewhere; all count as the latter.
     */
    private static String digest(RouteTable table, UnaryOperator<String> told) {
        TreeSet<String> routes = new TreeSet<>();
        table.routes().values().forEach(copies -> copies.forEach(route -> routes.add(line(route, told))));
        CRC32 sum = new CRC32();
        routes.forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return String.format("%08x", sum.getValue());
    }

    private static String line(Route route, UnaryOperator<String> told) {
        String address = route.headers().isEmpty() ? told.apply(String.valueOf(route.address())) : "";
        return route.key() + " " + address + "\n";
    }
}
