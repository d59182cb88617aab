package org.mcpcoordinator.host.builtin;

import java.util.Objects;
import org.mcpcoordinator.mcp.server.McpServer;

/**
 * A server ready to answer.
 *
 * @param resource closed when no call needs it any more
 */
public record BuiltServer(McpServer server, AutoCloseable resource) {
    public BuiltServer {
        Objects.requireNonNull(server);
        Objects.requireNonNull(resource);
    }
}
