package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Another port for an instance that cannot go on at the one it has.
 *
 * @param host where it is placed
 * @param generation what was seen
 * @param restarts what was seen: asked-for restarts
 * @param due when it is to be started there; null for at once
 */
public record Reseat(
        InstanceKey key,
        String host,
        long generation,
        int restarts,
        @Nullable Instant due) {
    public Reseat {
        Objects.requireNonNull(key);
        Objects.requireNonNull(host);
    }

    boolean fits(InstanceRow row) {
        return row.generation == generation
                && row.restarts == restarts
                && row.host.equals(host)
                && row.desired == Desired.RUNNING
                && row.port != 0;
    }
}
