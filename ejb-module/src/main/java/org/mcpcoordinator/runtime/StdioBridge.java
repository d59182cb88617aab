package org.mcpcoordinator.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.fleet.Instance;

/**
 * Where servers are called that do not speak Streamable HTTP. Those that speak stdio: at the bridge of their host's agent,
 * with the secret it made at its start. Those that speak HTTP+SSE of 2024-11-05: at this node's own listener for them. Both
 * are told by whoever bridges, and kept in memory only.
 */
@ApplicationScoped
public class StdioBridge {
    /** Nobody listens on port 0: until the agent has told, servers are refused, which is the truth. */
    private volatile Told told = new Told(0, "");

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
        Told now = told;
        String place = instance.endpoint().substring(instance.endpoint().indexOf(':') + 1);
        URI uri = URI.create("http://127.0.0.1:" + now.port() + "/s/" + place + "/mcp");
        return new Address(uri, Map.of("Authorization", "Bearer " + now.secret()));
    }

    /**
     * Where the instance is called now; it speaks HTTP+SSE.
     *
     * @param headers sent to the server itself with every request
     */
    public Address ofSse(Instance instance, Map<String, String> headers) {
        SseTarget target = new SseTarget(URI.create(instance.endpoint().substring(Instance.SSE.length())), headers);
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
        return instance.speaksSse() ? sse(instance, old).toString() : instance.endpoint();
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

    /** The agent has told where it bridges. */
    void tell(int port, String secret) {
        Told news = new Told(port, secret);
        if (!news.equals(told)) {
            told = news;
            moved.fire(new BridgeMoved());
        }
    }
}
