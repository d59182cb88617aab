package org.mcpcoordinator.health;

import java.time.Instant;
import java.util.Objects;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.mcp.Eras;

/**
 * A probe has found out which eras a server speaks.
 *
 * @param generation of the copy that was asked
 * @param eras MODERN says that it refuses to be initialized; UNKNOWN that it has not been asked for that yet
 * @param at when it was asked
 */
public record ErasMet(InstanceKey key, long generation, Eras eras, Instant at) {
    public ErasMet {
        Objects.requireNonNull(key);
        Objects.requireNonNull(eras);
        Objects.requireNonNull(at);
    }
}
