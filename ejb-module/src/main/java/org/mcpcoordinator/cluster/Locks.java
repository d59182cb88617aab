package org.mcpcoordinator.cluster;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The desk of locks: like leases, but each taker is a holder of its own, two of one node too, and nobody extends one by asking
 * for it again. Nobody waits here: whoever does not get it hears {@link #FREED} when it is given back, and asks again when it may
 * have expired. A holder that stood still learns of its loss from {@link #holds}, asked in the transaction of its writes.
 */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Locks {
    /** Channel of announcements: the payload is the name of a lock that was given back. */
    public static final String FREED = "locks";
    /** How long a lock is held that is neither extended nor given back. */
    public static final Duration USUAL = Duration.ofMinutes(5);

    static final String PREFIX = "lock/";
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int LONGEST_NAME = 120;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Inject
    LeaseStore store;

    @Inject
    LocalNode node;

    @Inject
    Announcements announcements;

    /** Takes the lock for {@link #USUAL}; empty if somebody holds it. */
    public Optional<Lock> take(String name) {
        return take(name, USUAL);
    }

    /**
     * Takes the lock; empty if somebody holds it, or if this node has been replaced by a later start of the same name.
     *
     * @param name what it is for, 1 to 120 characters
     * @param ttl how long, up to 24 h
     */
    public Optional<Lock> take(String name, Duration ttl) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a lock's name has 1 to " + LONGEST_NAME + " characters: " + name);
        }
        byte[] one = new byte[8];
        RANDOM.nextBytes(one);
        return store.takeLock(PREFIX + name, node, HexFormat.of().formatHex(one), bounded(ttl))
                .map(lease -> new Lock(name, lease.owner(), lease.epoch(), lease.expiresAt()));
    }

    /** Holds it for {@code ttl} from now on; false if it was lost: then what it protects is another's. */
    public boolean extend(Lock lock, Duration ttl) {
        return store.extend(lock.lease(), bounded(ttl));
    }

    /** True while it is held, by the database's clock; asked in the caller's transaction, if there is one. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean holds(Lock lock) {
        return store.holds(lock.lease());
    }

    /** Gives it back and tells those that wait; does nothing if it was lost. */
    public void giveBack(Lock lock) {
        if (store.giveUp(lock.lease())) {
            announcements.announce(FREED, lock.name());
        }
    }

    private static Duration bounded(Duration ttl) {
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a lock is held for up to " + LONGEST + ", not " + ttl);
        }
        return ttl;
    }
}
