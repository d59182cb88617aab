package org.mcpcoordinator.access;

import java.util.Objects;

/**
 * Who is asking.
 *
 * @param name user name, or the token's name
 * @param role the most this caller may do
 * @param means how the caller proved itself: {@code basic}, {@code bearer}, {@code session}, {@code jmx},
 *     {@code batch} or {@code system}
 * @param sight what this caller sees of the fleet through the gateway
 */
public record Caller(String name, Role role, String means, Sight sight) {
    /** The coordinator itself, for timers and jobs nobody started by hand. */
    public static final Caller SYSTEM = new Caller("system", Role.ADMIN, "system");

    public Caller {
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
        Objects.requireNonNull(means);
        Objects.requireNonNull(sight);
    }

    /** One who sees everything. */
    public Caller(String name, Role role, String means) {
        this(name, role, means, Sight.ALL);
    }

    @Override
    public String toString() {
        return "Caller[name=" + name + ", role=" + role + ", means=" + means + "]";
    }
}
