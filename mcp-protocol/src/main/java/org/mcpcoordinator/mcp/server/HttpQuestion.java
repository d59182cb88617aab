package org.mcpcoordinator.mcp.server;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as far as MCP looks at it.
 *
 * @param method for example {@code POST}
 * @param headers looked up without regard to case
 * @param body empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on as they are, never compared or changed
public record HttpQuestion(String method, Headers headers, byte[] body) {
    public HttpQuestion {
        Objects.requireNonNull(method);
        Objects.requireNonNull(headers);
        Objects.requireNonNull(body);
    }

    /** The header's value, several joined by commas, if it was sent. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.value(name));
    }

    /** Looks a header up. */
    @FunctionalInterface
    public interface Headers {
        /** Its value, several joined by commas, or null. */
        @Nullable
        String value(String name);
    }
}
