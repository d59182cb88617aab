package org.mcpcoordinator.access;

import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Instance;

/** Breaks the order of rooms, for the test of that rule. */
public final class PlantedLookAhead {
    @Nullable
    Instance ahead;
}
