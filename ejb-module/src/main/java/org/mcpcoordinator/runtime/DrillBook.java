package org.mcpcoordinator.runtime;

import java.util.List;

/**
 * The drills of this host.
 *
 * @param possible false where none can be started from here: {@code up} has not started this host's agent
 * @param items the newest twenty, the newest first
 */
public record DrillBook(boolean possible, List<Drill> items) {
    public DrillBook {
        items = List.copyOf(items);
    }
}
