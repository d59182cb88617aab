package org.mcpcoordinator.fleet;

import java.util.Objects;

/**
 * Names one copy of one server.
 *
 * @param server name of its definition
 * @param replica 0 for the first copy
 */
public record InstanceKey(String server, int replica) {
    public InstanceKey {
        Objects.requireNonNull(server);
    }

    @Override
    public String toString() {
        return server + "#" + replica;
    }
}
