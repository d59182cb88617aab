package org.mcpcoordinator.mcp.server;

/** A tool could not do what was asked; the message says why and what to do, in words for a model or a person. */
public final class ToolFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ToolFailure(String message) {
        super(message);
    }

    public ToolFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
