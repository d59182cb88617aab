package org.mcpcoordinator.mcp.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.mcp.ErrorCode;

/**
 * Keeps web pages away from a server on loopback: a foreign {@code Host} means a name that was made to point here (DNS
 * rebinding), a foreign {@code Origin} means another site's script. Both are answered with 403 (2025-11-25, Security).
 */
public final class LoopbackGuard {
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private LoopbackGuard() {}

    /** The refusal, if the request must not be served. */
    public static Optional<HttpAnswer> refusal(HttpQuestion.Headers headers) {
        String host = headers.value("Host");
        if (host == null || !isLocal(host)) {
            return Optional.of(refused("Host " + (host == null ? "is missing" : "is not a loopback name")));
        }
        String origin = headers.value("Origin");
        if (origin != null && !isLocalOrigin(origin)) {
            return Optional.of(refused("Origin is not a loopback address"));
        }
        return Optional.empty();
    }

    private static HttpAnswer refused(String reason) {
        return HttpAnswer.refused(403, ErrorCode.INVALID_REQUEST, reason + "; this server answers on loopback only");
    }

    private static boolean isLocal(String host) {
        int port = host.lastIndexOf(':');
        boolean withPort = port > host.lastIndexOf(']');
        if (withPort && !host.substring(port + 1).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        return LOCAL.contains((withPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT));
    }

    private static boolean isLocalOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            String scheme = uri.getScheme();
            String authority = uri.getRawAuthority();
            return ("http".equals(scheme) || "https".equals(scheme)) && authority != null && isLocal(authority);
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
