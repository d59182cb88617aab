package org.mcpcoordinator.placement;

import java.util.Objects;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * One copy of a server, as far as placing it goes.
 *
 * @param key server and replica
 * @param category id of its category
 * @param memory what it takes, in bytes, as measured or assumed; 0 for what takes none of its host's
 * @param port true if it takes a port
 */
public record Copy(InstanceKey key, String category, long memory, boolean port) {
    public Copy {
        Objects.requireNonNull(key);
        Objects.requireNonNull(category);
        if (memory < 0) {
            throw new IllegalArgumentException(key + " cannot take " + memory + " bytes");
        }
    }
}
