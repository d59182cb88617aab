package org.mcpcoordinator.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.outbound.Relay;

/**
 * Where servers are called. Those of other hosts: through the door of their host's agent, whatever they speak. Those that speak
 * stdio: at the bridge of their host's agent, with the secret it made at its start. Those that speak HTTP+SSE of 2024-11-05: at this node's own listener for them. Both
 * are told by whoever bridges, and kept in memory only.
 */
@ApplicationScoped
public class StdioBridge {
    private static final String LOOPBACK = "http://127.0.0.1:";

    /** Nobody listens on port 0: until the agent has told, servers are refused, which is the truth. */
    private static final Told NOT_YET = new Told(0, "");

    /** By host. */
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    /** Whose loopback is this node's own; empty until that is known, and then all are. */
    private volatile String here = "";

    private volatile Told old = new Told(0, "");

    @Inject
    Event<BridgeMoved> moved;

    private record Told(int port, String secret) {}

    /** It may be bridged elsewhere now, or with another secret. */
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
        Told now = told.getOrDefault(instance.host(), NOT_YET);
        String rest = "/s/" + instance.endpoint().substring(instance.endpoint().indexOf(':') + 1) + "/mcp";
        URI uri = isHere(instance)
                ? URI.create("http://127.0.0.1:" + now.port() + rest)
                : Relay.to(instance.host(), now.port(), rest);
        return new Address(uri, Map.of("Authorization", "Bearer " + now.secret()));
    }

    /**
     * Where the instance is called now; it speaks HTTP+SSE.
     *
     * @param headers sent to the server itself with every request
     */
    public Address ofSse(Instance instance, Map<String, String> headers) {
        SseTarget target =
                new SseTarget(reached(instance, instance.endpoint().substring(Instance.SSE.length())), headers);
        Told now = old;
        return sse(sse(instance, now), now, target.text());
    }

    /**
     * What has been read of where an instance is called, with the listener as it is now: a reading that took long must not put
     * an old secret back.
     */
    public Address newest(Instance instance, Address read) {
        Told now = old;
        String target = read.headers().get(SseTarget.HEADER);
        return instance.speaksSse() && target != null ? sse(sse(instance, now), now, target) : read;
    }

    /** The address under which calls of the instance are counted: the one they are sent to. */
    public String counted(Instance instance) {
        if (instance.speaksStdio()) {
            return of(instance).uri().toString();
        }
        return instance.speaksSse()
                ? sse(instance, old).toString()
                : plain(instance).toString();
    }

    /** Where the instance is called now; it speaks Streamable HTTP itself. */
    public URI plain(Instance instance) {
        return reached(instance, instance.endpoint());
    }

    /** How calls at an address are told to nodes of other hosts, where loopback is another. */
    public String told(String address) {
        String own = here;
        return own.isEmpty() || !address.startsWith(LOOPBACK)
                ? address
                : Relay.to(own, URI.create(address)).toString();
    }

    /** As such an address is called here. */
    public String heard(String address) {
        return Relay.back(address, here).orElse(address);
    }

    private URI reached(Instance instance, String endpoint) {
        URI there = URI.create(endpoint);
        return instance.port() == 0 || isHere(instance) ? there : Relay.to(instance.host(), there);
    }

    private boolean isHere(Instance instance) {
        return here.isEmpty() || here.equals(instance.host());
    }

    /** Where a server that is tried is called; it speaks HTTP+SSE. */
    Address tried(SseTarget target) {
        Told now = old;
        return sse(tried(now), now, target.text());
    }

    /** The same for whoever knows better where the server is, and adds that. */
    Address tried() {
        Told now = old;
        return new Address(tried(now), Map.of("Authorization", "Bearer " + now.secret()));
    }

    /** No instance is called so: theirs have three parts. */
    private static URI tried(Told now) {
        return URI.create("http://127.0.0.1:" + now.port() + "/sse/trial");
    }

    private static Address sse(URI uri, Told now, String target) {
        return new Address(uri, Map.of("Authorization", "Bearer " + now.secret(), SseTarget.HEADER, target));
    }

    private static URI sse(Instance instance, Told now) {
        return URI.create("http://127.0.0.1:" + now.port() + "/sse/"
                + instance.key().server() + "/" + instance.key().replica() + "/" + instance.side());
    }

    /** Servers that speak HTTP+SSE are called there from now on. */
    public void tellSse(int port, String secret) {
        Told news = new Told(port, secret);
        if (!news.equals(old)) {
            old = news;
            moved.fire(new BridgeMoved());
        }
    }

    /** The agent of a host has told where it bridges. */
    void tell(String host, int port, String secret) {
        Told news = new Told(port, secret);
        if (!news.equals(told.put(host, news))) {
            moved.fire(new BridgeMoved());
        }
    }

    /** This node is on that host. */
    void begin(String host) {
        here = host;
    }
}
