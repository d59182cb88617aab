package org.mcpcoordinator.access;

import java.time.Instant;
import java.util.Objects;

/**
 * An account, without its password.
 *
 * @param name 1 to 64 characters
 * @param role the most it may do
 * @param enabled false if it cannot log in
 * @param createdAt when it was made
 * @param changedAt when role, password or enabled last changed
 */
public record User(String name, Role role, boolean enabled, Instant createdAt, Instant changedAt) {
    public User {
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(changedAt);
    }
}
