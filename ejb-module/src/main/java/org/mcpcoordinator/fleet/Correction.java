package org.mcpcoordinator.fleet;

import java.util.Objects;

/**
 * The port an instance runs on, where its record says another one.
 *
 * @param host where it is placed
 * @param generation what was seen
 * @param port what it listens on, 1 to 65535
 */
public record Correction(InstanceKey key, String host, long generation, int port) {
    public Correction {
        Objects.requireNonNull(key);
        Objects.requireNonNull(host);
    }

    boolean fits(InstanceRow row) {
        return row.generation == generation
                && row.host.equals(host)
                && row.desired == Desired.RUNNING
                && row.port != 0
                && row.port != port;
    }
}
