package org.mcpcoordinator.catalog;

import java.util.Objects;

/**
 * What a server of the newest revision of some fleet takes from all others: its name, and ports of its category.
 *
 * @param ports one per replica; 0 if its way of running takes none
 */
record Claim(String fleet, String server, Category category, int ports) {
    Claim {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(server);
        Objects.requireNonNull(category);
    }

    static Claim of(String fleet, ServerDefinition server) {
        return new Claim(fleet, server.name(), server.category(), server.way().takesPort() ? server.replicas() : 0);
    }
}
