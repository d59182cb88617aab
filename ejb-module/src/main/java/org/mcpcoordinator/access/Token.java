package org.mcpcoordinator.access;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An API token, without the token itself.
 *
 * @param id unique in the installation
 * @param name what it is for; unique among those not revoked
 * @param role the most it may do
 * @param createdBy who made it
 * @param createdAt when
 * @param expiresAt from when on it is worthless; null for never
 * @param scope what it is limited to
 */
public record Token(
        long id,
        String name,
        Role role,
        String createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        Scope scope) {
    public Token {
        Objects.requireNonNull(name);
        Objects.requireNonNull(role);
        Objects.requireNonNull(createdBy);
        Objects.requireNonNull(createdAt);
        Objects.requireNonNull(scope);
    }
}
