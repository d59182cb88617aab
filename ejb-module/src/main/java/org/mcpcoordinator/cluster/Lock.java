package org.mcpcoordinator.cluster;

import java.time.Instant;
import java.util.Objects;

/**
 * A lock that somebody holds until it is given back or expires.
 *
 * @param name what it is for
 * @param holder who holds it: node, life, and one holder there of many
 * @param epoch rises each time it is taken; whoever writes under it carries it, so that an older holder's write can be told
 * @param expiresAt by the database's clock; do not compare it with one's own, ask {@link Locks#holds}
 */
public record Lock(String name, String holder, long epoch, Instant expiresAt) {
    public Lock {
        Objects.requireNonNull(name);
        Objects.requireNonNull(holder);
        Objects.requireNonNull(expiresAt);
    }

    Lease lease() {
        return new Lease(Locks.PREFIX + name, holder, epoch, expiresAt);
    }
}
