package org.mcpcoordinator.problem;

import java.util.Objects;

/**
 * One mistake in something a user sent.
 *
 * @param place where it stands, as a JSON Pointer (RFC 6901) or {@code line:column}
 * @param message what is wrong there and what to do
 */
public record Mistake(String place, String message) {
    public Mistake {
        Objects.requireNonNull(place);
        Objects.requireNonNull(message);
    }
}
