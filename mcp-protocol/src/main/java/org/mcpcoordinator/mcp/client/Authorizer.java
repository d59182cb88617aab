package org.mcpcoordinator.mcp.client;

import java.io.IOException;
import java.util.Optional;

/** Knows what to show a server that wants to know who asks. */
public interface Authorizer {
    /** Shows nothing, and has nothing else when that is refused. */
    Authorizer NONE = new Authorizer() {
        @Override
        public Optional<String> value() {
            return Optional.empty();
        }

        @Override
        public boolean renewed(Challenge challenge, Optional<String> shown) {
            return false;
        }
    };

    /** The value of {@code Authorization} for the next request; empty for none. */
    Optional<String> value() throws IOException, InterruptedException;

    /**
     * The server refused what was shown.
     *
     * @return true if there is another value now with which to ask again
     * @throws IOException if another could not be had; says why
     */
    boolean renewed(Challenge challenge, Optional<String> shown) throws IOException, InterruptedException;
}
