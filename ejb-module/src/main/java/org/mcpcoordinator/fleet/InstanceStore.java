package org.mcpcoordinator.fleet;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows of the fleet. Every method is one statement however many instances it is about, save {@link #page}, which
 * counts too. Rows come detached: the bulk statements here are the only way back into the database.
 */
@Dependent
class InstanceStore {
    private static final String KEYS = "jsonb_to_recordset(cast(:keys as jsonb)) AS k(server text, replica int)";

    private static final String LOCK = """
            SELECT i.* FROM instance i JOIN %s ON i.server = k.server AND i.replica = k.replica
             ORDER BY i.server, i.replica FOR UPDATE OF i""".formatted(KEYS);

    private static final String LOCK_SERVER =
            "SELECT i.* FROM instance i WHERE i.server = :server ORDER BY i.replica FOR UPDATE";

    private static final String LOCK_LATE = """
            SELECT i.* FROM instance i
             WHERE i.state = 'STARTING' AND i.desired = 'RUNNING'
               AND greatest(i.since, cast(:watchedSince as timestamptz)) + i.deadline_millis * interval '1 millisecond'
                   < cast(:now as timestamptz)
             ORDER BY i.server, i.replica FOR UPDATE SKIP LOCKED""";

    /** A column list in one place: what a row holds, as JSON names it and PostgreSQL types it. */
    private static final String ROWS = """
            jsonb_to_recordset(cast(:rows as jsonb)) AS r(server text, replica int, fleet text, category text,
              host text, port int, endpoint text, generation bigint, definition_hash text, revision bigint,
              desired text, state text, reason text, detail text, since timestamptz, pid bigint, attempt int,
              restarts int, draining boolean, epoch bigint, remote boolean, deadline_millis int, held boolean)""";

    private static final String COLUMNS = """
            server, replica, fleet, category, host, port, endpoint, generation, definition_hash, revision, desired,
            state, reason, detail, since, pid, attempt, restarts, draining, epoch, remote, deadline_millis, held""";

    private static final String PUT = """
            INSERT INTO instance (%s) SELECT %s FROM %s
            ON CONFLICT (server, replica) DO UPDATE SET (%s) = ROW (%s)""".formatted(COLUMNS, COLUMNS, ROWS, COLUMNS, prefixed("excluded"));

    /** The guard repeats what the lock promises: a row that has moved on is left alone. */
    private static final String MOVE = """
            UPDATE instance i SET desired = r.desired, state = r.state, reason = r.reason, detail = r.detail,
                   since = r.since, pid = r.pid, attempt = r.attempt, restarts = r.restarts, draining = r.draining,
                   epoch = r.epoch, port = r.port, endpoint = r.endpoint, held = r.held
              FROM %s
             WHERE i.server = r.server AND i.replica = r.replica AND i.generation = r.generation
               AND i.epoch <= r.epoch""".formatted(ROWS);

    private static final String DELETE =
            "DELETE FROM instance i USING %s WHERE i.server = k.server AND i.replica = k.replica".formatted(KEYS);

    private static final String DROP_LEASES =
            "DELETE FROM port_lease p USING %s WHERE p.server = k.server AND p.replica = k.replica".formatted(KEYS);

    private static final String LEASE = """
            INSERT INTO port_lease (host, port, server, replica)
            SELECT host, port, server, replica FROM %s WHERE port > 0""".formatted(ROWS);

    private final EntityManager entityManager;

    @Inject
    InstanceStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    private static String prefixed(String table) {
        return table + "." + COLUMNS.replaceAll(",\\s+", ", " + table + ".");
    }

    /** Keeps others from handing out ports of the host until this transaction ends. */
    void lockPorts(String host) {
        entityManager
                .createNativeQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtext(:name))) AS held")
                .setParameter("name", "ports of " + host)
                .getResultList();
    }

    List<InstanceRow> lock(Collection<InstanceKey> keys) {
        return detached(entityManager
                .createNativeQuery(LOCK, InstanceRow.class)
                .setParameter("keys", InstanceJson.keys(keys))
                .getResultList());
    }

    List<InstanceRow> lockServer(String server) {
        return detached(entityManager
                .createNativeQuery(LOCK_SERVER, InstanceRow.class)
                .setParameter("server", server)
                .getResultList());
    }

    /** Those that have been starting for longer than they may, counted from {@code watchedSince} at the earliest. */
    List<InstanceRow> lockLate(Instant watchedSince, Instant now) {
        return detached(entityManager
                .createNativeQuery(LOCK_LATE, InstanceRow.class)
                .setParameter("watchedSince", watchedSince.toString())
                .setParameter("now", now.toString())
                .getResultList());
    }

    List<InstanceRow> all() {
        return detached(rows("", Map.of()).getResultList());
    }

    List<InstanceRow> ofFleet(String fleet) {
        return detached(rows("WHERE i.fleet = :fleet", Map.of("fleet", fleet)).getResultList());
    }

    /** What the reconciler of the host is to know: held ones are none of its business yet. */
    List<InstanceRow> onHost(String host) {
        return detached(rows("WHERE i.host = :host AND i.held = false", Map.of("host", host))
                .getResultList());
    }

    Optional<InstanceRow> find(InstanceKey key) {
        return detached(rows(
                                "WHERE i.server = :server AND i.replica = :replica",
                                Map.of("server", key.server(), "replica", key.replica()))
                        .getResultList())
                .stream()
                .findFirst();
    }

    Page page(ServerFilter filter) {
        Map<String, Object> values = new TreeMap<>();
        StringBuilder where = new StringBuilder("WHERE 1 = 1");
        if (filter.state() != null) {
            where.append(" AND i.state = :state");
            values.put("state", filter.state());
        }
        if (filter.category() != null) {
            where.append(" AND i.category = :category");
            values.put("category", filter.category());
        }
        if (filter.host() != null) {
            where.append(" AND i.host = :host");
            values.put("host", filter.host());
        }
        if (filter.text() != null) {
            where.append(" AND locate(:text, i.server) > 0");
            values.put("text", filter.text().toLowerCase(Locale.ROOT));
        }
        TypedQuery<Long> count = entityManager.createQuery("SELECT count(i) FROM InstanceRow i " + where, Long.class);
        values.forEach(count::setParameter);
        List<InstanceRow> items = detached(rows(where.toString(), values)
                .setFirstResult(Math.multiplyExact(filter.page(), filter.size()))
                .setMaxResults(filter.size())
                .getResultList());
        return new Page(snapshots(items), count.getSingleResult(), filter.page(), filter.size());
    }

    Counts counts() {
        return new Counts(entityManager
                .createQuery(
                        "SELECT i.category, i.host, i.desired, i.state, count(i) FROM InstanceRow i"
                                + " GROUP BY i.category, i.host, i.desired, i.state",
                        Object[].class)
                .getResultList()
                .stream()
                .map(row -> new Counts.Group(
                        (String) row[0],
                        (String) row[1],
                        (Desired) row[2],
                        (InstanceState) row[3],
                        Math.toIntExact((Long) row[4])))
                .toList());
    }

    /** Ports of the host that are reserved. */
    Set<Integer> leased(String host) {
        return new HashSet<>(entityManager
                .createQuery("SELECT p.port FROM PortLeaseRow p WHERE p.host = :host", Integer.class)
                .setParameter("host", host)
                .getResultList());
    }

    /** Inserts or replaces whole rows. */
    void put(List<InstanceRow> rows) {
        bulk(PUT, rows);
    }

    /** Writes what an observation or a person may change of rows that are there; gives how many were. */
    int move(List<InstanceRow> rows) {
        return bulk(MOVE, rows);
    }

    /** Reserves the rows' ports. */
    void lease(List<InstanceRow> rows) {
        bulk(LEASE, rows);
    }

    /** Gives back the ports of the instances. */
    void dropLeases(List<InstanceKey> keys) {
        byKeys(DROP_LEASES, keys);
    }

    /** Deletes the rows, and by cascade gives their ports back. */
    void delete(List<InstanceKey> keys) {
        byKeys(DELETE, keys);
    }

    static List<Instance> snapshots(Collection<InstanceRow> rows) {
        return rows.stream().map(InstanceRow::snapshot).toList();
    }

    private TypedQuery<InstanceRow> rows(String where, Map<String, Object> values) {
        TypedQuery<InstanceRow> query = entityManager.createQuery(
                "SELECT i FROM InstanceRow i " + where + " ORDER BY i.server, i.replica", InstanceRow.class);
        values.forEach(query::setParameter);
        return query;
    }

    private int bulk(String sql, List<InstanceRow> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        return entityManager
                .createNativeQuery(sql)
                .setParameter("rows", InstanceJson.rows(rows))
                .executeUpdate();
    }

    private void byKeys(String sql, List<InstanceKey> keys) {
        if (!keys.isEmpty()) {
            entityManager
                    .createNativeQuery(sql)
                    .setParameter("keys", InstanceJson.keys(keys))
                    .executeUpdate();
        }
    }

    private List<InstanceRow> detached(List<?> found) {
        List<InstanceRow> rows = found.stream().map(InstanceRow.class::cast).collect(Collectors.toList());
        rows.forEach(entityManager::detach);
        return rows;
    }
}
