package org.mcpcoordinator.mcp.server;

import java.util.Objects;

/**
 * Who a server says it is.
 *
 * @param name for programs
 * @param title for people
 * @param version of the server
 * @param instructions how a model should use it; may be empty
 */
public record ServerIdentity(String name, String title, String version, String instructions) {
    public ServerIdentity {
        Objects.requireNonNull(name);
        Objects.requireNonNull(title);
        Objects.requireNonNull(version);
        Objects.requireNonNull(instructions);
    }
}
