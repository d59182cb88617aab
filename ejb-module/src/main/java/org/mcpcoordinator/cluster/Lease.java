package org.mcpcoordinator.cluster;

import java.time.Instant;
import java.util.Objects;

/**
 * The right to do one thing alone, until it expires.
 *
 * @param name what it is for, for example {@code host/local} or {@code rollout/12}; at most 128 characters
 * @param owner node and incarnation that holds it
 * @param epoch rises by one at each change of owner, and whenever it begins anew after it has expired; every write done under the lease carries it
 * @param expiresAt by the database's clock; do not compare it with one's own, ask {@link Leases#renew}
 */
public record Lease(String name, String owner, long epoch, Instant expiresAt) {
    public Lease {
        Objects.requireNonNull(name);
        Objects.requireNonNull(owner);
        Objects.requireNonNull(expiresAt);
    }
}
