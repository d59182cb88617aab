package org.mcpcoordinator.host.builtin;

/** The settings of a server are wrong; the message names the field and what it may be. */
public final class BadConfig extends Exception {
    private static final long serialVersionUID = 1;

    public BadConfig(String message) {
        super(message);
    }
}
