package org.mcpcoordinator.mcp.client;

import java.io.IOException;

/** A server answered, but not with what was asked for; the message says what it said. */
public final class McpRefusal extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    public McpRefusal(String message) {
        this(message, 0);
    }

    McpRefusal(String message, int status) {
        super(message);
        this.status = status;
    }

    /** The status of HTTP, 0 if it is not the reason. */
    public int status() {
        return status;
    }
}
