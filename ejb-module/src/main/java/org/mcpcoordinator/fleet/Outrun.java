package org.mcpcoordinator.fleet;

import java.util.Objects;

/**
 * An instance of which its agent runs a later generation than its record wishes: the record is older than the agent's
 * memory, as after the database was put back from a copy. The agent refuses what is older than what it has heard.
 *
 * @param host where it is placed
 * @param generation what the record said when it was seen
 * @param seen what the agent runs; at least as high
 */
public record Outrun(InstanceKey key, String host, long generation, long seen) {
    public Outrun {
        Objects.requireNonNull(key);
        Objects.requireNonNull(host);
        if (seen < generation) {
            throw new IllegalArgumentException(
                    key + " runs generation " + seen + ", which is older than " + generation + ": telling is enough");
        }
    }

    boolean fits(InstanceRow row) {
        return row.generation == generation
                && row.host.equals(host)
                && row.desired == Desired.RUNNING
                && row.beside == null;
    }
}
