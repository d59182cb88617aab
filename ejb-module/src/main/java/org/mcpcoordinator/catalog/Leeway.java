package org.mcpcoordinator.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of its host a program has: what of the network, who may reach it from there, and how much memory, processes, files
 * and processors. Who brings the program in decides on it, so it is asked again where a definition gives more than any before
 * it did, word by word.
 *
 * @param network what of the network
 * @param exposed true if it may listen on other addresses than loopback
 * @param limits what else
 */
public record Leeway(Way.Network network, boolean exposed, Limits limits) {
    /** The most that definitions have given each program, by its {@link Executable#identity}. */
    public static Map<String, Leeway> of(List<ServerDefinition> servers) {
        Map<String, Leeway> most = new HashMap<>();
        for (ServerDefinition server : servers) {
            if (server.way() instanceof Way.Program command) {
                Executable.of(command)
                        .ifPresent(executable -> most.merge(executable.identity(), of(server, command), Leeway::or));
            }
        }
        return most;
    }

    /** What one definition gives its program. */
    public static Leeway of(ServerDefinition server, Way.Program program) {
        return new Leeway(program.network(), server.exposed(), program.limits());
    }

    private Leeway or(Leeway other) {
        boolean wider = other.network.compareTo(network) > 0;
        return new Leeway(wider ? other.network : network, exposed || other.exposed, limits.or(other.limits));
    }

    /** What is more than {@code most}: the words of the definition, and for each what it says and what there was. */
    public List<Excess> beyond(Leeway most) {
        List<Excess> beyond = new ArrayList<>();
        if (network.compareTo(most.network) > 0) {
            beyond.add(new Excess("network", "network " + network.id() + " instead of " + most.network.id()));
        }
        if (exposed && !most.exposed) {
            beyond.add(new Excess("exposed", "exposed"));
        }
        limits.beyond(most.limits)
                .forEach((word, values) -> beyond.add(new Excess("limits/" + word, word + " " + values)));
        return beyond;
    }

    /**
     * One word of a definition that gives more.
     *
     * @param place below the server
     * @param text the word, what it gives, and the most there was
     */
    public record Excess(String place, String text) {}
}
