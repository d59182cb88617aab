package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;

/**
 * Who asks a server something.
 *
 * @param caller name of the principal
 * @param era in which it speaks, and is answered
 * @param capabilities by which it may be asked something, see {@link org.mcpcoordinator.mcp.EraTerms#askable}; never changed
 * @param clientInfo how it calls itself; may be empty; never changed
 * @param level of log messages it wants; null for none, or for a legacy client that has not said
 */
public record Asker(
        String caller,
        Era era,
        ObjectNode capabilities,
        ObjectNode clientInfo,
        @Nullable String level) {
    public Asker {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(era);
        Objects.requireNonNull(capabilities);
        Objects.requireNonNull(clientInfo);
    }

    boolean isModern() {
        return era == Era.MODERN;
    }
}
