package org.mcpcoordinator.cluster;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of itself and of its machine.
 *
 * @param pid its process
 * @param version its release, at most 64 characters
 * @param bootId boot id of its kernel, at most 64 characters
 * @param address HOST:PORT where it is reached from other machines, at most 200 characters; null if it is not
 * @param capacity what its machine has
 */
public record AgentReport(
        long pid, String version, String bootId, @Nullable String address, Capacity capacity) {
    public AgentReport {
        Objects.requireNonNull(version);
        Objects.requireNonNull(bootId);
        Objects.requireNonNull(capacity);
    }
}
