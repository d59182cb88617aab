package org.mcpcoordinator.mcp.client;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Revision;

/**
 * How a server is spoken to.
 *
 * @param sessionId of a legacy server that gave one, else null
 */
public record Peer(Revision revision, @Nullable String sessionId) {
    /** A server of the modern era. */
    public static final Peer MODERN = new Peer(Revision.NEWEST, null);

    /** A legacy server that wants no session, or has not been asked yet. */
    public static final Peer LEGACY = new Peer(Revision.NEWEST_LEGACY, null);

    public Peer {
        Objects.requireNonNull(revision);
    }

    /** Its era. */
    public Era era() {
        return revision.era();
    }
}
