package org.mcpcoordinator.mcp;

/** The two ways MCP is spoken; one address may serve both at once. */
public enum Era {
    /** Revisions 2024-11-05 to 2025-11-25: handshake, sessions, server requests. */
    LEGACY,
    /** Revision 2026-07-28 and later: no handshake, no session, headers that repeat the body. */
    MODERN
}
