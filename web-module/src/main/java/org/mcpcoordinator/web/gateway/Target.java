package org.mcpcoordinator.web.gateway;

import io.undertow.util.HttpString;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.outbound.Relay;
import org.mcpcoordinator.routing.Route;

/**
 * A route, ready to be called.
 *
 * @param route where
 * @param basePath path and query of its address
 * @param host value of the {@code Host} header
 * @param headers the route's own headers
 * @param stale true if the caller's session was that of another process of the server, which runs on demand
 * @param session the id of the caller's session at the server, where it is another than the caller's; empty if the server
 *     gives none; null if the caller's own goes through
 * @param bound true if no other copy will do: the caller's session lives there
 */
record Target(
        Route route,
        String basePath,
        String host,
        Map<HttpString, String> headers,
        boolean stale,
        @Nullable String session,
        boolean bound) {
    static Target of(Route route, boolean bound) {
        URI address = route.address();
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery();
        return new Target(
                route,
                query == null ? path : path + "?" + query,
                Relay.authority(address),
                route.headers().isEmpty()
                        ? Map.of()
                        : route.headers().entrySet().stream()
                                .collect(Collectors.toUnmodifiableMap(
                                        entry -> new HttpString(entry.getKey()), Map.Entry::getValue)),
                false,
                null,
                bound);
    }

    /** The same copy for a caller whose session there is called otherwise. */
    Target with(@Nullable String itsSession) {
        return new Target(route, basePath, host, headers, false, itsSession, bound);
    }

    /** The same copy for a caller whose session has yet to be opened there. */
    Target outlived() {
        return new Target(route, basePath, host, headers, true, null, bound);
    }

    /** Path and query to ask for; the client's own query is added. */
    String path(String query) {
        if (query.isEmpty()) {
            return basePath;
        }
        return basePath + (basePath.indexOf('?') < 0 ? '?' : '&') + query;
    }

    /** Names the copy in messages. */
    String label() {
        return route.replica() == 0 ? route.server() : route.server() + "#" + route.replica();
    }
}
