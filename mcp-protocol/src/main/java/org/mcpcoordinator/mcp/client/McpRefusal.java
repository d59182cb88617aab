package org.mcpcoordinator.mcp.client;

import java.io.IOException;

/** A server answered, but not with what was asked for; the message says what it said. */
public final class McpRefusal extends IOException {
    private static final long serialVersionUID = 1;

    public McpRefusal(String message) {
        super(message);
    }
}
