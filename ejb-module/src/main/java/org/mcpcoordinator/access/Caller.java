package org.mcpcoordinator.access;

import java.util.Objects;

/**
 * Who is asking.
 *
 * @param name user name, or the token's name
 * @param role the most this caller may do
 * @param means how the caller proved itself: {@code basic}, {@code bearer}, {@code session}, {@code jmx},
 *     {@code batch} or {@code system}
 */
public record Caller(String name, Role role, String means) {
    /** The coordinator itself, for timers and jobs nobody started by hand. */
    public static final Caller SYSTEM = new Caller("system", Role.ADMIN, "system");

    public Caller {
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
        Objects.requireNonNull(means);
    }
}
