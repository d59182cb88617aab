package org.mcpcoordinator.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.fleet.Instance;

/**
 * Where servers that speak stdio are called: at the bridge of their host's agent, with the secret it made at its start.
 * Both are told by the agent when it is connected, and kept in memory only.
 */
@ApplicationScoped
public class StdioBridge {
    /** Nobody listens on port 0: until the agent has told, servers are refused, which is the truth. */
    private volatile Told told = new Told(0, "");

    @Inject
    Event<BridgeMoved> moved;

    private record Told(int port, String secret) {}

    /** The agent may bridge elsewhere now, or with another secret. */
    public record BridgeMoved() {}

    /**
     * An address with what every request to it carries.
     *
     * @param uri the MCP endpoint
     * @param headers the secret; never to be shown or logged
     */
    public record Address(URI uri, Map<String, String> headers) {
        public Address {
            Objects.requireNonNull(uri);
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** Where the instance is called now; it speaks stdio. */
    public Address of(Instance instance) {
        Told now = told;
        String place = instance.endpoint().substring(instance.endpoint().indexOf(':') + 1);
        URI uri = URI.create("http://127.0.0.1:" + now.port() + "/s/" + place + "/mcp");
        return new Address(uri, Map.of("Authorization", "Bearer " + now.secret()));
    }

    /** The agent has told where it bridges. */
    void tell(int port, String secret) {
        Told news = new Told(port, secret);
        if (!news.equals(told)) {
            told = news;
            moved.fire(new BridgeMoved());
        }
    }
}
