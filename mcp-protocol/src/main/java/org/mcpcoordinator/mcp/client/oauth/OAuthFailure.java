package org.mcpcoordinator.mcp.client.oauth;

import java.io.IOException;

/** A token could not be had; the message says why, and holds no secret. */
public final class OAuthFailure extends IOException {
    private static final long serialVersionUID = 1;
    private static final int LONGEST = 300;

    public OAuthFailure(String message) {
        super(message);
    }

    OAuthFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** What a stranger says, fit for a sentence of ours. */
    static String told(String theirs) {
        String line = theirs.replaceAll("[^\\x20-\\x7E]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
    }
}
