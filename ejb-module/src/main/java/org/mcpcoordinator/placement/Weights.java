package org.mcpcoordinator.placement;

import java.util.function.ToLongFunction;
import org.mcpcoordinator.catalog.ServerDefinition;

/** Port: what servers take of a host's memory, implemented by whoever measures it. */
public interface Weights {
    /** What one copy of a definition takes, in bytes, as known now; of a process that several share, its part of that. */
    ToLongFunction<ServerDefinition> bytes();

    /** What servers may take of any host together, in bytes; 0 for all it has. */
    long most();
}
