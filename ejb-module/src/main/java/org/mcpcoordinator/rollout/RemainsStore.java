package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * The table {@code remains}. What is wished away is written down by {@code fleet} in the transaction of the wish, what failed
 * by {@link Endings} and {@link WayBack} in the one of the failure; lines and exit codes follow when the agent has told them.
 */
@Dependent
class RemainsStore {
    /** Of a rollout {@code r}: it failed by itself and nobody has acknowledged it; {@link Rollout#unacknowledged} in SQL. */
    static final String UNACKNOWLEDGED = "(r.acknowledged_at IS NULL"
            + " AND (r.state = 'FAILED' OR r.state = 'ROLLED_BACK' AND r.reason <> 'OPERATOR'))";

    /** Servers of one failure that are written down: the first ones tell, and a thousand would hide them. */
    static final int MOST = 50;

    /** Of a copy with two generations the newer one is what the rollout wanted. */
    private static final String KEEP = """
            INSERT INTO remains (kind, rollout_id, server, replica, fleet, host, side, port, generation, revision, state,
                                 reason, detail, since, pid, attempt, at)
            SELECT 'FAILED', i.rollout_id, n.server, n.replica, n.fleet, n.host, coalesce(b.side, n.side),
                   coalesce(b.port, n.port), coalesce(b.generation, n.generation), coalesce(b.revision, n.revision),
                   coalesce(b.state, n.state), coalesce(b.reason, n.reason), coalesce(b.detail, n.detail),
                   coalesce(b.since, n.since), coalesce(b.pid, n.pid), coalesce(b.attempt, n.attempt),
                   cast(:now as timestamptz)
              FROM rollout_item i
              JOIN instance n ON n.server = i.server AND n.replica = i.replica
              LEFT JOIN beside b ON b.server = n.server AND b.replica = n.replica AND b.desired = 'RUNNING'
             WHERE i.rollout_id = :rollout AND i.kind <> 'remove' AND (coalesce(b.state, n.state) = 'FAILED' OR i.failed)
               AND NOT EXISTS (SELECT FROM remains o WHERE o.rollout_id = i.rollout_id AND o.server = n.server
                                AND o.replica = n.replica AND o.generation = coalesce(b.generation, n.generation)
                                AND o.since = coalesce(b.since, n.since))
             ORDER BY i.position LIMIT %d""".formatted(MOST);

    private static final String READ = """
            SELECT e.id, e.kind, coalesce(e.rollout_id, (SELECT max(i.rollout_id) FROM rollout_item i
                     WHERE i.server = e.server AND i.replica = e.replica AND i.kind = 'remove'), 0) AS rollout,
                   e.server, e.replica, e.fleet, e.host, e.side, e.port, e.generation, e.revision, e.state, e.reason,
                   e.detail, e.since, e.pid, e.attempt, e.at, e.exit_code, e.lines
              FROM remains e\s""";

    /** Who is being stopped is asked when it has ended, or does not end. */
    private static final String UNHEARD = READ + """
            WHERE e.heard_at IS NULL AND e.host = :host
              AND (e.kind = 'FAILED' OR e.at < cast(:patience as timestamptz)
                   OR NOT EXISTS (SELECT FROM instance n WHERE n.server = e.server AND n.replica = e.replica))
            ORDER BY e.id""";

    private static final String HEARD = """
            UPDATE remains SET exit_code = :exit, lines = :lines, heard_at = cast(:now as timestamptz)
             WHERE id = :id AND heard_at IS NULL""";

    private static final String FAILED = """
            SELECT e.server, e.replica FROM remains e JOIN rollout r ON r.id = e.rollout_id
             WHERE e.kind = 'FAILED' AND e.host = :host AND %s
             GROUP BY e.server, e.replica ORDER BY max(e.id) DESC""".formatted(UNACKNOWLEDGED);

    /** What went while a rollout failed that nobody has acknowledged, or after it, may be part of its story. */
    private static final String SWEEP = """
            DELETE FROM remains e WHERE e.at < cast(:before as timestamptz)
               AND NOT EXISTS (SELECT FROM rollout r WHERE r.id = e.rollout_id AND %s)
               AND NOT EXISTS (SELECT FROM rollout r WHERE e.kind = 'REMOVED' AND r.fleet = e.fleet
                                AND r.started_at <= e.at AND %s)""".formatted(UNACKNOWLEDGED, UNACKNOWLEDGED);

    private final EntityManager entityManager;

    @Inject
    RemainsStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Writes down the servers of the rollout that are FAILED now. */
    void keep(long rollout, Instant now) {
        entityManager
                .createNativeQuery(KEEP)
                .setParameter("rollout", rollout)
                .setParameter("now", now.toString())
                .executeUpdate();
    }

    /** The newest failure's servers first, and of one failure in the order of the rollout. */
    List<Remnant> ofRollout(long rollout, int most) {
        return read(entityManager
                .createNativeQuery(READ + "WHERE e.rollout_id = :rollout ORDER BY e.at DESC, e.id")
                .setParameter("rollout", rollout)
                .setMaxResults(most));
    }

    /** The newest first. */
    List<Remnant> ofServer(String server, int most) {
        return read(entityManager
                .createNativeQuery(READ + "WHERE e.server = :server ORDER BY e.at DESC, e.id DESC")
                .setParameter("server", server)
                .setMaxResults(most));
    }

    List<Remnant> unheard(String host, Instant patience, int most) {
        return read(entityManager
                .createNativeQuery(UNHEARD)
                .setParameter("host", host)
                .setParameter("patience", patience.toString())
                .setMaxResults(most));
    }

    void heard(long id, @Nullable Integer exitCode, String lines, Instant now) {
        entityManager
                .createNativeQuery(HEARD)
                .setParameter("id", id)
                .setParameter("exit", exitCode)
                .setParameter("lines", lines)
                .setParameter("now", now.toString())
                .executeUpdate();
    }

    List<InstanceKey> failed(String host, int most) {
        List<?> rows = entityManager
                .createNativeQuery(FAILED)
                .setParameter("host", host)
                .setMaxResults(most)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new InstanceKey((String) row[0], (int) number(row[1])))
                .toList();
    }

    int sweep(Instant before) {
        return entityManager
                .createNativeQuery(SWEEP)
                .setParameter("before", before.toString())
                .executeUpdate();
    }

    private static List<Remnant> read(Query query) {
        List<?> rows = query.getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(RemainsStore::remnant)
                .toList();
    }

    private static Remnant remnant(Object[] row) {
        String lines = (String) row[19];
        return new Remnant(
                number(row[0]),
                Remnant.Kind.valueOf((String) row[1]),
                number(row[2]),
                new InstanceKey((String) row[3], (int) number(row[4])),
                (String) row[5],
                (String) row[6],
                (int) number(row[7]),
                (int) number(row[8]),
                number(row[9]),
                number(row[10]),
                (String) row[11],
                (String) row[12],
                (String) row[13],
                instant(row[14]),
                number(row[15]),
                (int) number(row[16]),
                instant(row[17]),
                row[18] == null ? null : Integer.valueOf((int) number(row[18])),
                lines.isEmpty() ? List.of() : lines.lines().toList());
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static Instant instant(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
    }
}
