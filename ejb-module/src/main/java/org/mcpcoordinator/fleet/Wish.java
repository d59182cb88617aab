package org.mcpcoordinator.fleet;

import java.util.Objects;
import org.mcpcoordinator.catalog.ServerDefinition;

/**
 * Wants one copy of a server to run.
 *
 * @param fleet the fleet it belongs to
 * @param key server and replica
 * @param host the host it is placed on
 * @param definition what to run
 * @param revision id of the revision the definition stands in
 * @param port the port it was promised; taken if still free, 0 for any
 */
public record Wish(String fleet, InstanceKey key, String host, ServerDefinition definition, long revision, int port) {
    public Wish {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(key);
        Objects.requireNonNull(host);
        Objects.requireNonNull(definition);
    }
}
