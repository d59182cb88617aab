package org.mcpcoordinator.runtime;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * How this node stands with its host's agent.
 *
 * @param host name of the host
 * @param connected true if it answers now
 * @param pid its process; 0 while never connected
 * @param version of its release; empty while never connected
 * @param bootId boot id of its kernel; empty while never connected
 * @param since when it was connected or lost
 * @param confines by which means its host holds programs apart, as {@code host.confine.Confines} names them; empty while never
 *     connected
 * @param detail one sentence for people while it is not connected; else empty
 */
public record AgentStatus(
        String host,
        boolean connected,
        long pid,
        String version,
        String bootId,
        Instant since,
        Map<String, String> confines,
        String detail) {
    public AgentStatus {
        Objects.requireNonNull(host);
        Objects.requireNonNull(version);
        Objects.requireNonNull(bootId);
        Objects.requireNonNull(since);
        confines = Map.copyOf(confines);
        Objects.requireNonNull(detail);
    }
}
