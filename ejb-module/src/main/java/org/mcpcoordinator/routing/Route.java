package org.mcpcoordinator.routing;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * Where one instance is called.
 *
 * @param server the server's name
 * @param replica the copy
 * @param address its MCP endpoint
 * @param headers sent with every request to it, secrets filled in; empty for servers of our own
 */
public record Route(String server, int replica, URI address, Map<String, String> headers) {
    public Route {
        Objects.requireNonNull(server);
        Objects.requireNonNull(address);
        headers = Map.copyOf(headers);
    }
}
