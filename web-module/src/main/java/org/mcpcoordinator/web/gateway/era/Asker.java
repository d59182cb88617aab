package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Revision;

/**
 * Who asks a server something.
 *
 * @param caller name of the principal
 * @param era in which it speaks, and is answered
 * @param capabilities by which it may be asked something, see {@link org.mcpcoordinator.mcp.EraTerms#askable}; never changed
 * @param clientInfo how it calls itself; may be empty; never changed
 * @param level of log messages it wants; null for none, or for a legacy client that has not said
 * @param session what a legacy server keeps for it is kept for this session of its own alone; empty if it shares that
 * @param newest of the legacy revisions it knows
 */
public record Asker(
        String caller,
        Era era,
        ObjectNode capabilities,
        ObjectNode clientInfo,
        @Nullable String level,
        String session,
        Revision newest) {
    public Asker {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(era);
        Objects.requireNonNull(capabilities);
        Objects.requireNonNull(clientInfo);
        Objects.requireNonNull(session);
        Objects.requireNonNull(newest);
    }

    /** One who shares sessions at legacy servers with all his like. */
    Asker(String caller, Era era, ObjectNode capabilities, ObjectNode clientInfo, @Nullable String level) {
        this(caller, era, capabilities, clientInfo, level, "", Revision.NEWEST_LEGACY);
    }

    boolean isModern() {
        return era == Era.MODERN;
    }
}
