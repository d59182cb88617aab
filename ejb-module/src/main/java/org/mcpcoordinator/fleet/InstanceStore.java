package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.mcpcoordinator.cluster.Cluster;

/**
 * The rows of the fleet for who changes them. Every method is one statement however many instances it is about, and one
 * more for the generations beside them. Rows come detached: the bulk statements here are the only way back
 * into the database. Whoever changes what is beside an instance holds the lock of the instance.
 */
@Dependent
class InstanceStore {
    /**
     * Part of each statement that locks: a node that stands still in the middle of a transaction, frozen or cut off, would keep
     * the rows from whoever acts in its place, so the database ends that transaction then.
     */
    private static final String LIMITED =
            "CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', :standstill, true)) limited";

    private static final String LOCK = """
            SELECT i.* FROM instance i JOIN %s ON i.server = k.server AND i.replica = k.replica %s
             ORDER BY i.server, i.replica FOR UPDATE OF i""".formatted(BulkStore.KEYS, LIMITED);

    private static final String LOCK_SERVER =
            "SELECT i.* FROM instance i " + LIMITED + " WHERE i.server = :server ORDER BY i.replica FOR UPDATE OF i";

    private static final String LOCK_SERVERS = """
            SELECT i.* FROM instance i %s WHERE i.server IN (:servers) AND i.held = false
             ORDER BY i.server, i.replica FOR UPDATE OF i""".formatted(LIMITED);

    private static final String ANY_STARTING = """
            SELECT EXISTS (SELECT FROM instance i WHERE i.state = 'STARTING' AND i.desired = 'RUNNING')
                OR EXISTS (SELECT FROM beside b WHERE b.state = 'STARTING' AND b.desired = 'RUNNING' AND NOT b.held)""";

    private static final String LOCK_LATE = """
            SELECT i.* FROM instance i %s
             WHERE i.state = 'STARTING' AND i.desired = 'RUNNING'
               AND greatest(i.since, cast(:watchedSince as timestamptz)) + i.deadline_millis * interval '1 millisecond'
                   < cast(:now as timestamptz)
             ORDER BY i.server, i.replica FOR UPDATE OF i SKIP LOCKED""".formatted(LIMITED);

    /** Locked are the instances; their next generations are guarded by that. */
    private static final String LOCK_LATE_NEXT = """
            SELECT i.* FROM instance i JOIN beside b ON b.server = i.server AND b.replica = i.replica %s
             WHERE b.state = 'STARTING' AND b.desired = 'RUNNING' AND NOT b.held
               AND greatest(b.since, cast(:watchedSince as timestamptz)) + b.deadline_millis * interval '1 millisecond'
                   < cast(:now as timestamptz)
             ORDER BY i.server, i.replica FOR UPDATE OF i SKIP LOCKED""".formatted(LIMITED);

    private static final String BESIDE =
            "SELECT b.* FROM beside b JOIN %s ON b.server = k.server AND b.replica = k.replica"
                    .formatted(BulkStore.KEYS);

    private static final String DROP_BESIDE =
            "DELETE FROM beside b USING %s WHERE b.server = k.server AND b.replica = k.replica"
                    .formatted(BulkStore.KEYS);

    private static final String COLUMNS = """
            server, replica, fleet, category, host, port, endpoint, generation, definition_hash, revision, desired,
            state, reason, detail, since, pid, attempt, restarts, draining, epoch, remote, deadline_millis, held, side,
            way, idle_seconds, retry_restarts, retry_replaces, retry_since, retry_at""";

    private static final String PUT = """
            INSERT INTO instance (%s) SELECT %s FROM %s
            ON CONFLICT (server, replica) DO UPDATE SET (%s) = ROW (%s)""".formatted(COLUMNS, COLUMNS, BulkStore.ROWS, COLUMNS, prefixed("excluded"));

    private static final String PUT_BESIDE = PUT.replace("INTO instance", "INTO beside");

    /** The guard repeats what the lock promises: a row that has moved on is left alone. */
    private static final String MOVE = """
            UPDATE instance i SET desired = r.desired, state = r.state, reason = r.reason, detail = r.detail,
                   since = r.since, pid = r.pid, attempt = r.attempt, restarts = r.restarts, draining = r.draining,
                   epoch = r.epoch, port = r.port, endpoint = r.endpoint, held = r.held,
                   retry_restarts = r.retry_restarts, retry_replaces = r.retry_replaces, retry_since = r.retry_since,
                   retry_at = r.retry_at
              FROM %s
             WHERE i.server = r.server AND i.replica = r.replica AND i.generation = r.generation
               AND i.epoch <= r.epoch""".formatted(BulkStore.ROWS);

    /**
     * What goes leaves its last generation behind, unless that was never let go and so never started; all parts of a
     * statement see the rows as they were before it.
     */
    private static final String DELETE = """
            WITH gone AS (DELETE FROM instance i USING %s WHERE i.server = k.server AND i.replica = k.replica
                          RETURNING i.server, i.replica, i.generation, i.held)
            INSERT INTO retired (server, replica, generation)
            SELECT g.server, g.replica, greatest(g.generation, coalesce(b.generation, 0))
              FROM gone g LEFT JOIN beside b ON b.server = g.server AND b.replica = g.replica
             WHERE NOT g.held
            ON CONFLICT (server, replica) DO UPDATE SET generation = excluded.generation""".formatted(BulkStore.KEYS);

    private static final String RETIRED = """
            SELECT r.server, r.replica, r.generation FROM retired r
              JOIN %s ON r.server = k.server AND r.replica = k.replica""".formatted(BulkStore.KEYS);

    /** As they are before they go; whoever was wished away already has been written down then. */
    private static final String REMEMBER = """
            INSERT INTO remains (kind, server, replica, fleet, host, side, port, generation, revision, state, reason, detail,
                                 since, pid, attempt, at)
            SELECT 'REMOVED', i.server, i.replica, i.fleet, i.host, i.side, i.port, i.generation, i.revision, i.state,
                   i.reason, i.detail, i.since, i.pid, i.attempt, cast(:now as timestamptz)
              FROM instance i JOIN %s ON i.server = k.server AND i.replica = k.replica
             WHERE i.desired <> 'REMOVED' AND NOT i.held""".formatted(BulkStore.KEYS);

    private final EntityManager entityManager;
    private final BulkStore bulk;

    /** A transaction that holds instances may stand still for so long. */
    Duration standstill = Cluster.SILENCE;

    @Inject
    InstanceStore(EntityManager entityManager) {
        this.entityManager = entityManager;
        this.bulk = new BulkStore(entityManager);
    }

    private static String prefixed(String table) {
        return table + "." + COLUMNS.replaceAll(",\\s+", ", " + table + ".");
    }

    List<InstanceRow> lock(Collection<InstanceKey> keys) {
        return whole(entityManager
                .createNativeQuery(LOCK, InstanceRow.class)
                .setParameter("standstill", millis())
                .setParameter("keys", InstanceJson.keys(keys))
                .getResultList());
    }

    List<InstanceRow> lockServer(String server) {
        return whole(entityManager
                .createNativeQuery(LOCK_SERVER, InstanceRow.class)
                .setParameter("standstill", millis())
                .setParameter("server", server)
                .getResultList());
    }

    /** All copies of the servers that have been let go. */
    List<InstanceRow> lockServers(Collection<String> servers) {
        return servers.isEmpty()
                ? List.of()
                : whole(entityManager
                        .createNativeQuery(LOCK_SERVERS, InstanceRow.class)
                        .setParameter("standstill", millis())
                        .setParameter("servers", servers)
                        .getResultList());
    }

    /** True if any instance or next generation is starting that is wished to run. */
    boolean isAnyStarting() {
        return (Boolean) entityManager.createNativeQuery(ANY_STARTING).getSingleResult();
    }

    /** Those that have been starting for longer than they may, counted from {@code watchedSince} at the earliest. */
    List<InstanceRow> lockLate(Instant watchedSince, Instant now) {
        return lockLate(LOCK_LATE, watchedSince, now);
    }

    /** Those whose next generation has been starting for longer than it may. */
    List<InstanceRow> lockLateNext(Instant watchedSince, Instant now) {
        return lockLate(LOCK_LATE_NEXT, watchedSince, now);
    }

    private List<InstanceRow> lockLate(String sql, Instant watchedSince, Instant now) {
        return whole(entityManager
                .createNativeQuery(sql, InstanceRow.class)
                .setParameter("standstill", millis())
                .setParameter("watchedSince", watchedSince.toString())
                .setParameter("now", now.toString())
                .getResultList());
    }

    /** Inserts or replaces whole rows. */
    void put(List<InstanceRow> rows) {
        bulk.write(PUT, rows);
    }

    /** Writes what an observation or a person may change of rows that are there; gives how many were. */
    int move(List<InstanceRow> rows) {
        return bulk.write(MOVE, rows);
    }

    /** Writes what is beside the rows now, or that nothing is. */
    void putBeside(List<InstanceRow> rows) {
        bulk.byKeys(
                DROP_BESIDE,
                rows.stream()
                        .filter(row -> row.beside == null)
                        .map(InstanceRow::key)
                        .toList());
        bulk.write(PUT_BESIDE, besides(rows));
    }

    /** Keeps what whoever comes late wants to know of servers that go. */
    void remember(Collection<InstanceKey> keys, Instant now) {
        entityManager
                .createNativeQuery(REMEMBER)
                .setParameter("keys", InstanceJson.keys(keys))
                .setParameter("now", now.toString())
                .executeUpdate();
    }

    /** The last generations of those of the keys that were there once and are gone. */
    Map<InstanceKey, Long> retired(Collection<InstanceKey> keys) {
        List<?> found = entityManager
                .createNativeQuery(RETIRED)
                .setParameter("keys", InstanceJson.keys(keys))
                .getResultList();
        return found.stream()
                .map(Object[].class::cast)
                .collect(Collectors.toMap(
                        row -> new InstanceKey((String) row[0], ((Number) row[1]).intValue()),
                        row -> ((Number) row[2]).longValue()));
    }

    /** Deletes the rows, and by cascade gives their ports back. */
    void delete(List<InstanceKey> keys) {
        bulk.byKeys(DELETE, keys);
    }

    private static List<InstanceRow> besides(List<InstanceRow> rows) {
        return rows.stream()
                .map(row -> row.beside)
                .filter(Objects::nonNull)
                .map(InstanceRow.class::cast)
                .toList();
    }

    /** The rows with what is beside them. */
    private List<InstanceRow> whole(List<?> found) {
        List<InstanceRow> rows = detached(found);
        if (rows.isEmpty()) {
            return rows;
        }
        List<InstanceKey> keys = rows.stream().map(InstanceRow::key).toList();
        // The same entity on another table: the first ones are detached by now, so that none is taken for the other.
        Map<InstanceKey, InstanceRow> besides = detached(entityManager
                        .createNativeQuery(BESIDE, InstanceRow.class)
                        .setParameter("keys", InstanceJson.keys(keys))
                        .getResultList())
                .stream()
                .collect(Collectors.toMap(InstanceRow::key, row -> row));
        rows.forEach(row -> row.beside = besides.get(row.key()));
        return rows;
    }

    private List<InstanceRow> detached(List<?> found) {
        List<InstanceRow> rows = found.stream().map(InstanceRow.class::cast).collect(Collectors.toList());
        rows.forEach(entityManager::detach);
        return rows;
    }

    private String millis() {
        return Long.toString(standstill.toMillis());
    }
}
