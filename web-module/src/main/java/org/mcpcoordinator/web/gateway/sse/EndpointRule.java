package org.mcpcoordinator.web.gateway.sse;

import java.net.URI;
import java.util.Optional;

/**
 * Where a server of HTTP+SSE wants to be told things. Its word for that is a stranger's: headers and secrets are sent there, so it
 * must be in the same origin as the stream it came by.
 */
final class EndpointRule {
    private static final int LONGEST = 2_048;

    private EndpointRule() {}

    /** The whole address; empty if it is none, or another origin's. */
    static Optional<URI> resolve(URI stream, String said) {
        String text = said.strip();
        if (text.isEmpty()
                || text.length() > LONGEST
                || text.chars().anyMatch(letter -> letter <= ' ' || letter > '~')) {
            return Optional.empty();
        }
        try {
            // Java resolves a query by the rule of 1998, which loses the last part of the path.
            URI address = stream.resolve(text.startsWith("?") ? stream.getRawPath() + text : text);
            boolean ours = stream.getScheme().equalsIgnoreCase(address.getScheme())
                    && stream.getHost().equalsIgnoreCase(address.getHost())
                    && port(stream) == port(address)
                    && address.getRawUserInfo() == null
                    && address.getRawFragment() == null;
            return ours ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
    }
}
