package org.mcpcoordinator.cluster;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The leases in the database. Each verb is one statement, so that two nodes can never both succeed. */
@Dependent
class LeaseStore {
    /**
     * Free, expired, already ours, or held by an earlier life of this very node: then it is ours. One of our own that has
     * expired is another one from here on, as if somebody else had had it in between: what was begun under it is void. A
     * life that was replaced finds no node row with its incarnation and takes nothing, even if it wakes up after a long
     * pause. Nor does one that is drained, while any other node is there to do it: for what is done on its own host alone
     * that is one on the same host, since nobody else asks.
     */
    private static final String TAKE = """
            INSERT INTO lease (name, owner, node, epoch, expires_at)
            SELECT :name, :owner, n.name, 1, clock_timestamp() + :millis * INTERVAL '1 millisecond'
              FROM node n CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', :standstill, true)) limited
             WHERE n.name = :node AND n.incarnation = :incarnation
               AND (NOT n.draining
                    OR NOT EXISTS (SELECT FROM node o
                                    WHERE o.name <> n.name AND NOT o.draining AND o.left_at IS NULL
                                      AND (o.host = n.host
                                           OR :name NOT IN ('health/' || n.host, 'standby/' || n.host, 'host/' || n.host))
                                      AND o.seen_at > clock_timestamp() - :silence * INTERVAL '1 millisecond'))
            ON CONFLICT (name) DO UPDATE
               SET owner = excluded.owner,
                   node = excluded.node,
                   epoch = CASE WHEN lease.owner = excluded.owner AND lease.expires_at > clock_timestamp()
                                THEN lease.epoch ELSE lease.epoch + 1 END,
                   expires_at = excluded.expires_at
             WHERE lease.owner = excluded.owner
                OR lease.node = excluded.node
                OR lease.expires_at <= clock_timestamp()
            RETURNING *
            """;

    /** Free, expired, or of an earlier life of this node: never of another holder of this life. */
    private static final String TAKE_LOCK = """
            INSERT INTO lease (name, owner, node, epoch, expires_at)
            SELECT :name, :owner, n.name, 1, clock_timestamp() + :millis * INTERVAL '1 millisecond'
              FROM node n CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', :standstill, true)) limited
             WHERE n.name = :node AND n.incarnation = :incarnation
            ON CONFLICT (name) DO UPDATE
               SET owner = excluded.owner, node = excluded.node, epoch = lease.epoch + 1, expires_at = excluded.expires_at
             WHERE lease.expires_at <= clock_timestamp()
                OR (lease.node = excluded.node AND NOT starts_with(lease.owner, :life))
            RETURNING *
            """;

    private static final String EXTEND = """
            UPDATE lease
               SET expires_at = clock_timestamp() + :millis * INTERVAL '1 millisecond'
              FROM (SELECT set_config('idle_in_transaction_session_timeout', :standstill, true)) limited
             WHERE name = :name AND owner = :owner AND epoch = :epoch AND expires_at > clock_timestamp()
            """;

    private static final String HOLDS = """
            SELECT count(*) FROM lease
             WHERE name = :name AND owner = :owner AND epoch = :epoch AND expires_at > clock_timestamp()
            """;

    /** Expired, whoever had it: it is not taken from a living holder, be it of this node. */
    private static final String SEIZE = """
            INSERT INTO lease (name, owner, node, epoch, expires_at)
            SELECT :name, :owner, n.name, 1, clock_timestamp() + :millis * INTERVAL '1 millisecond'
              FROM node n CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', :standstill, true)) limited
             WHERE n.name = :node AND n.incarnation = :incarnation
            ON CONFLICT (name) DO UPDATE
               SET owner = excluded.owner, node = excluded.node, epoch = lease.epoch + 1, expires_at = excluded.expires_at
             WHERE lease.expires_at <= clock_timestamp()
            RETURNING *
            """;

    private static final String KEEP = """
            SELECT l.epoch FROM lease l
              CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', :standstill, true)) limited
             WHERE l.name = :name AND l.owner = :owner AND l.epoch = :epoch AND l.expires_at > clock_timestamp()
               FOR UPDATE OF l""";

    /** The row stays, and with it the epoch; without an owner it cannot be extended any more. */
    private static final String GIVE_UP = """
            UPDATE lease
               SET owner = '', node = '', expires_at = clock_timestamp()
             WHERE name = :name AND owner = :owner AND epoch = :epoch
            """;

    private final EntityManager entityManager;

    /**
     * So long a node may stand still between taking a lease and its commit: then the database ends that transaction. Else the
     * others would wait at the row for as long as it is frozen, whatever the lease says.
     */
    Duration standstill = Duration.ofSeconds(10);

    @Inject
    LeaseStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    Optional<Lease> take(String name, LocalNode node, Duration ttl) {
        return taken(asking(TAKE, name, node, node.owner(), ttl).setParameter("silence", Cluster.SILENCE.toMillis()));
    }

    Optional<Lease> seize(String name, LocalNode node, String purpose, Duration ttl) {
        return taken(asking(SEIZE, name, node, node.owner() + "/" + purpose, ttl));
    }

    Optional<Lease> takeLock(String name, LocalNode node, String holder, Duration ttl) {
        return taken(asking(TAKE_LOCK, name, node, node.owner() + "/" + holder, ttl)
                .setParameter("life", node.owner() + "/"));
    }

    private Query asking(String sql, String name, LocalNode node, String owner, Duration ttl) {
        return entityManager
                .createNativeQuery(sql, LeaseRow.class)
                .setParameter("name", name)
                .setParameter("owner", owner)
                .setParameter("node", node.name())
                .setParameter("incarnation", node.incarnation())
                .setParameter("millis", ttl.toMillis())
                .setParameter("standstill", String.valueOf(standstill.toMillis()));
    }

    private static Optional<Lease> taken(Query asked) {
        List<?> rows = asked.getResultList();
        return rows.stream().map(LeaseRow.class::cast).map(LeaseRow::toLease).findFirst();
    }

    boolean extend(Lease lease, Duration ttl) {
        return named(EXTEND, lease)
                        .setParameter("millis", ttl.toMillis())
                        .setParameter("standstill", String.valueOf(standstill.toMillis()))
                        .executeUpdate()
                == 1;
    }

    boolean keep(Lease lease) {
        return !named(KEEP, lease)
                .setParameter("standstill", String.valueOf(standstill.toMillis()))
                .getResultList()
                .isEmpty();
    }

    boolean holds(Lease lease) {
        return ((Number) named(HOLDS, lease).getSingleResult()).intValue() == 1;
    }

    Optional<String> holder(String name) {
        List<?> nodes = entityManager
                .createNativeQuery("SELECT node FROM lease WHERE name = :name AND expires_at > clock_timestamp()")
                .setParameter("name", name)
                .getResultList();
        return nodes.stream().map(String.class::cast).findFirst();
    }

    boolean giveUp(Lease lease) {
        return named(GIVE_UP, lease).executeUpdate() == 1;
    }

    private Query named(String sql, Lease lease) {
        return entityManager
                .createNativeQuery(sql)
                .setParameter("name", lease.name())
                .setParameter("owner", lease.owner())
                .setParameter("epoch", lease.epoch());
    }
}
