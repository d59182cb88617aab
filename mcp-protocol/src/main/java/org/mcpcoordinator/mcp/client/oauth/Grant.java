package org.mcpcoordinator.mcp.client.oauth;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/** In whose name tokens are asked for. */
public sealed interface Grant {
    /** In our own. */
    record ClientCredentials() implements Grant {}

    /**
     * In that of a person who is asked.
     *
     * @param redirect to which the person's browser is sent back
     */
    record AuthorizationCode(URI redirect, Person person) implements Grant {
        public AuthorizationCode {
            Objects.requireNonNull(redirect);
            Objects.requireNonNull(person);
        }
    }

    /** Somebody with a browser. */
    @FunctionalInterface
    interface Person {
        /**
         * Sends the person to an authorization server.
         *
         * @return the address they were sent back to, with all its parameters
         */
        URI visit(URI page) throws IOException, InterruptedException;
    }
}
