package org.mcpcoordinator.runtime;

import java.util.Objects;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * A place of an instance on its host, as the agent names it: two generations of one instance run on two sides.
 *
 * @param side 0 or 1
 */
record Seat(InstanceKey key, int side) {
    Seat {
        Objects.requireNonNull(key);
    }

    static Seat of(Instance instance) {
        return new Seat(instance.key(), instance.side());
    }
}
