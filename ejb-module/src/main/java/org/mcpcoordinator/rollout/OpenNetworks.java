package org.mcpcoordinator.rollout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;

/** Programs that their host cannot keep from the network as their definitions ask: it would not start them. */
final class OpenNetworks {
    /** Servers named in the warning. */
    private static final int NAMED = 5;

    private OpenNetworks() {}

    static Optional<String> warning(List<ServerDefinition> servers, HostUse use) {
        List<ServerDefinition> open = servers.stream()
                .filter(server -> server.way() instanceof Way.Program program && !holds(use, program))
                .toList();
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the host cannot keep " + named(open)
                                + " from the network as asked; it would not be started, and fail with NETWORK_OPEN (coordinator doctor)");
    }

    private static boolean holds(HostUse use, Way.Program program) {
        boolean piped = program.transport() == Way.Transport.STDIO || program.network() == Way.Network.ANY;
        if (program instanceof Way.Image) {
            // At pipes its engine does.
            return piped || use.imagePorts();
        }
        return use.networks().contains(program.network()) && (piped || use.ports());
    }

    private static String named(List<ServerDefinition> open) {
        int more = open.size() - NAMED;
        return open.stream().limit(NAMED).map(ServerDefinition::name).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
