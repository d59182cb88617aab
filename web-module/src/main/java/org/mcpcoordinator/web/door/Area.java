package org.mcpcoordinator.web.door;

import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;

/** The parts of our address space, each with its own rule at the door. */
enum Area {
    /** Pages and files of the console: for everybody. */
    OPEN(null, false, false),
    /** For load balancers, which ask by address: any Host, no login; tells a status and nothing else. */
    HEALTH(null, false, false),
    /** Signing in: no login yet, everything else is checked. */
    LOGIN(null, true, false),
    /** Archives that come to be restored: larger than anything else, and bounded where they are kept. */
    ARCHIVE(Role.VIEWER, true, true),
    /** The REST API; its routes name the role they need. */
    API(Role.VIEWER, true, true),
    /** WebSocket endpoints. */
    SOCKET(Role.VIEWER, true, true),
    /** MCP over WebSocket: each message passes the door once more, at {@code /mcp}. */
    MCP_SOCKET(Role.VIEWER, true, true),
    /** Figures for Prometheus. */
    METRICS(Role.VIEWER, true, true),
    /** MCP clients: credentials with every request, never a cookie. */
    GATEWAY(Role.VIEWER, true, false);

    private static final long LARGEST_ARCHIVE = 1L << 30;

    private final @Nullable Role least;
    private final boolean bounded;
    private final boolean session;

    Area(@Nullable Role least, boolean bounded, boolean session) {
        this.least = least;
        this.bounded = bounded;
        this.session = session;
    }

    /** The least role that may enter; null if everybody may. */
    @Nullable
    Role least() {
        return least;
    }

    /** True if bodies are bounded here. */
    boolean bounded() {
        return bounded;
    }

    /** True for WebSocket endpoints. */
    boolean isSocket() {
        return this == SOCKET || this == MCP_SOCKET;
    }

    /** True if servers are called here, and nothing else is done: whoever is limited in that may come in. */
    boolean isForCalls() {
        return this == GATEWAY || this == MCP_SOCKET;
    }

    /** Most bytes of a body, where others may send {@code usual}. */
    long bodyLimit(long usual) {
        return this == ARCHIVE ? Math.max(LARGEST_ARCHIVE, usual) : usual;
    }

    /** True if a session that was signed in counts here. */
    boolean takesSession() {
        return session;
    }

    /** The area a decoded path lies in. */
    static Area of(String path) {
        if (within(path, "/mcp")) {
            return GATEWAY;
        }
        if (path.equals("/api/v1/login")) {
            return LOGIN;
        }
        if (path.equals("/api/v1/restores")) {
            return ARCHIVE;
        }
        if (within(path, "/api")) {
            return API;
        }
        if (path.equals("/ws/mcp")) {
            return MCP_SOCKET;
        }
        if (within(path, "/ws")) {
            return SOCKET;
        }
        if (within(path, "/metrics")) {
            return METRICS;
        }
        return within(path, "/health") ? HEALTH : OPEN;
    }

    private static boolean within(String path, String root) {
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }
}
