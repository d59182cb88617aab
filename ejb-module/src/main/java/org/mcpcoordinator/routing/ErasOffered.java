package org.mcpcoordinator.routing;

import java.time.Instant;
import java.util.Objects;
import org.mcpcoordinator.mcp.Eras;

/**
 * Which eras servers speak, as they said when they were asked what they offer.
 *
 * @param definitionHash of the servers
 * @param at when they were asked
 */
public record ErasOffered(String definitionHash, Eras eras, Instant at) {
    public ErasOffered {
        Objects.requireNonNull(definitionHash);
        Objects.requireNonNull(eras);
        Objects.requireNonNull(at);
    }
}
