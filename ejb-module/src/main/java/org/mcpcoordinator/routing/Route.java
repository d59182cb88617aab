package org.mcpcoordinator.routing;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.mcp.Eras;

/**
 * Where one instance is called.
 *
 * @param server the server's name
 * @param replica the copy
 * @param address its MCP endpoint
 * @param incarnation differs for each process of a server on demand, whose sessions end with it; empty for all others
 * @param headers sent with every request to it, secrets filled in; empty for servers of our own
 * @param eras which of the two it speaks, as far as that is known
 */
public record Route(
        String server, int replica, URI address, Map<String, String> headers, String incarnation, Eras eras) {
    /** Where an instance is called of which nothing is known of its eras. */
    public Route(String server, int replica, URI address, Map<String, String> headers, String incarnation) {
        this(server, replica, address, headers, incarnation, Eras.UNKNOWN);
    }

    /** Where an instance is called that always runs. */
    public Route(String server, int replica, URI address, Map<String, String> headers) {
        this(server, replica, address, headers, "");
    }

    public Route {
        Objects.requireNonNull(server);
        Objects.requireNonNull(address);
        Objects.requireNonNull(incarnation);
        Objects.requireNonNull(eras);
        headers = Map.copyOf(headers);
    }

    /** Which instance it is. */
    public InstanceKey key() {
        return new InstanceKey(server, replica);
    }

    /** True if its server is started by a call and stopped when nobody calls. */
    public boolean onDemand() {
        return !incarnation.isEmpty();
    }
}
