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
 * @param incarnation differs for each process of a server on demand, whose sessions end with it; empty for all others
 * @param headers sent with every request to it, secrets filled in; empty for servers of our own
 */
public record Route(String server, int replica, URI address, Map<String, String> headers, String incarnation) {
    /** Where an instance is called that always runs. */
    public Route(String server, int replica, URI address, Map<String, String> headers) {
        this(server, replica, address, headers, "");
    }

    public Route {
        Objects.requireNonNull(server);
        Objects.requireNonNull(address);
        Objects.requireNonNull(incarnation);
        headers = Map.copyOf(headers);
    }

    /** True if its server is started by a call and stopped when nobody calls. */
    public boolean onDemand() {
        return !incarnation.isEmpty();
    }
}
