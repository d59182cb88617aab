package org.mcpcoordinator.mcp.client;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How a client speaks with its server.
 *
 * @param name by which it calls itself
 * @param timeout of each request, from its first byte to the last of its answer; what a server asks meanwhile is not counted
 * @param largest most bytes of an answer; a longer one fails
 * @param headers sent with every request
 * @param authorizer shows who asks
 * @param input answers what the server asks meanwhile
 */
public record ClientSettings(
        String name,
        Duration timeout,
        int largest,
        Map<String, String> headers,
        Authorizer authorizer,
        InputSource input) {
    /** Largest answer that is read where nobody says otherwise, in bytes. */
    static final int LARGEST = 16 << 20;

    public ClientSettings {
        Objects.requireNonNull(name);
        Objects.requireNonNull(timeout);
        headers = Map.copyOf(headers);
        Objects.requireNonNull(authorizer);
        Objects.requireNonNull(input);
    }

    /** A client that shows nothing but its name and is asked nothing. */
    public static ClientSettings of(String name, Duration timeout) {
        return new ClientSettings(name, timeout, LARGEST, Map.of(), Authorizer.NONE, InputSource.NONE);
    }

    /** The same with headers for every request. */
    public ClientSettings with(Map<String, String> others) {
        return new ClientSettings(name, timeout, largest, others, authorizer, input);
    }

    /** The same for answers of at most so many bytes. */
    public ClientSettings atMost(int bytes) {
        return new ClientSettings(name, timeout, bytes, headers, authorizer, input);
    }

    /** The same with somebody who shows who asks. */
    public ClientSettings with(Authorizer other) {
        return new ClientSettings(name, timeout, largest, headers, other, input);
    }

    /** The same with somebody who answers. */
    public ClientSettings with(InputSource other) {
        return new ClientSettings(name, timeout, largest, headers, authorizer, other);
    }
}
