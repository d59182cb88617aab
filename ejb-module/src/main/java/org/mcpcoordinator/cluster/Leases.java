package org.mcpcoordinator.cluster;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of leases: the right to do one thing alone in the whole cluster, kept in PostgreSQL and measured by its
 * clock. Every call that changes one is a transaction of its own. A holder that stood still learns of its loss from
 * {@link #renew}, or from {@link #holds} and its own writes, which carry the epoch and change nothing once it is stale.
 */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Leases {
    /** Channel of announcements: a node that leaves has given back all its leases. */
    public static final String FREE = "leases";

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int LONGEST_NAME = 128;

    @Inject
    LeaseStore store;

    @Inject
    LocalNode node;

    /**
     * Takes the lease, or extends it if this node holds it. A lease of an earlier life of this node is taken over at
     * once; one of another node only after it has expired. Each time it begins anew its epoch is higher, even if it was
     * this node's own that had expired.
     *
     * @param name what it is for, 1 to 128 characters
     * @param ttl how long it holds without renewal, up to 1 h
     * @return empty if another node holds it, or if this node has been replaced by a later start of the same name
     */
    public Optional<Lease> acquire(String name, Duration ttl) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a lease's name has 1 to " + LONGEST_NAME + " characters: " + name);
        }
        return store.take(name, node, bounded(ttl));
    }

    /** As {@link #holds}; and nobody else takes it, not even this node for another purpose, until the caller's transaction ends. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public boolean keep(Lease lease) {
        return store.keep(lease);
    }

    /**
     * Takes a lease that has run out, for another purpose than whoever usually has it. On this node that one takes it over as
     * soon as it asks, on others when it is given back or has expired.
     *
     * @param purpose 1 to 20 characters
     */
    public Optional<Lease> seize(String name, String purpose, Duration ttl) {
        return store.seize(name, node, purpose, bounded(ttl));
    }

    /**
     * Extends the lease by {@code ttl} from now on; false if it is no longer ours, or has expired: then stop what it
     * allowed, and ask for it anew.
     */
    public boolean renew(Lease lease, Duration ttl) {
        return store.extend(lease, bounded(ttl));
    }

    /** Extends the lease by 15 s from now on, the time after which a silent node counts as dead. */
    public boolean renew(Lease lease) {
        return renew(lease, Cluster.SILENCE);
    }

    /** True while the lease is ours and has not expired; asked in the caller's transaction, if there is one. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public boolean holds(Lease lease) {
        return store.holds(lease);
    }

    /**
     * As {@link #holds}, asked when the rows that are written are locked, for who has nothing to say where it is lost.
     *
     * @throws ProblemException LEASE_LOST, which ends the caller's transaction
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public void confirm(Lease lease) {
        if (!store.holds(lease)) {
            throw new ProblemException(
                    ProblemCode.LEASE_LOST, "the lease " + lease.name() + " has run out or is another node's by now");
        }
    }

    /** Gives the lease back, so that others need not wait for its end; does nothing if it is no longer ours. */
    public void release(Lease lease) {
        store.giveUp(lease);
    }

    /** Name of the other node that holds the lease now; empty if it is free, expired or this node's. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<String> elsewhere(String name) {
        return store.holder(name).filter(holder -> !holder.equals(node.name()));
    }

    private static Duration bounded(Duration ttl) {
        if (ttl.isNegative() || ttl.isZero() || ttl.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a lease holds up to " + LONGEST + ", not " + ttl);
        }
        return ttl;
    }
}
