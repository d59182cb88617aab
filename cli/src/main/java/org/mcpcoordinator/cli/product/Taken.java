package org.mcpcoordinator.cli.product;

import java.util.Set;

/**
 * Ports of other products on this machine, whether or not something listens there at this moment.
 *
 * @param starting another {@code up} is about to listen on them: not even by name are they to be had
 * @param kept of products that may be down: left to them, unless one is named
 */
record Taken(Set<Integer> starting, Set<Integer> kept) {
    static final Taken NONE = new Taken(Set.of(), Set.of());

    boolean contains(int port) {
        return starting.contains(port) || kept.contains(port);
    }
}
