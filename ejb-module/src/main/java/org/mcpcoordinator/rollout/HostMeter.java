package org.mcpcoordinator.rollout;

import java.util.Optional;

/** Port: measures what runs on a host, implemented by whoever talks to its agent. */
public interface HostMeter {
    /** What was measured a moment ago; empty if nobody can tell now. Never fails, never takes long. */
    Optional<HostUse> measure(String host);
}
