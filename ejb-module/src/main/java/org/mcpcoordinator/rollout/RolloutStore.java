package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.InstanceKey;

/** The rows of this package. Each method is one statement, however many instances a rollout is about. */
@Dependent
class RolloutStore {
    private static final List<RolloutState> TO_BE_DRIVEN =
            List.of(RolloutState.PENDING, RolloutState.RUNNING, RolloutState.ABORTING);

    private static final String INSERT_ITEMS = """
            INSERT INTO rollout_item (rollout_id, position, server, replica, kind, phase, batch, port)
            SELECT :rollout, position, server, replica, kind, phase, batch, port
              FROM jsonb_to_recordset(cast(:items as jsonb)) AS i(position int, server text, replica int, kind text,
                   phase int, batch int, port int)""";

    private static final String BATCHES = """
            SELECT i.phase, i.batch, count(*), count(*) FILTER (WHERE i.kind <> 'keep'),
                   count(*) FILTER (WHERE n.state = 'HEALTHY'),
                   count(*) FILTER (WHERE n.state = 'HEALTHY' AND n.since <= cast(:mature as timestamptz)),
                   count(*) FILTER (WHERE n.state = 'FAILED'),
                   count(*) FILTER (WHERE n.state IN ('PLANNED', 'STARTING') AND NOT n.held),
                   count(*) FILTER (WHERE n.held)
              FROM rollout_item i LEFT JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.phase <= :phase AND i.kind <> 'remove'
             GROUP BY i.phase, i.batch ORDER BY i.phase, i.batch""";

    private static final String HELD = """
            SELECT i.server, i.replica
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica AND n.held
             WHERE i.rollout_id = :rollout AND i.phase = :phase AND i.batch <= :batch
             ORDER BY i.position LIMIT :most""";

    private static final String FIRST_FAILED = """
            SELECT n.server || ': ' || n.reason || CASE WHEN n.detail = '' THEN '' ELSE ', ' || n.detail END
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND n.state = 'FAILED' AND i.position < :wished
             ORDER BY i.position LIMIT 1""";

    private static final String LIVE = """
            SELECT i.rollout_id, i.phase, count(*) FILTER (WHERE n.state = 'HEALTHY'),
                   count(*) FILTER (WHERE n.state = 'FAILED')
              FROM rollout r JOIN rollout_item i ON i.rollout_id = r.id AND i.position < r.wished AND i.kind <> 'remove'
              JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE r.id IN (:rollouts) AND r.ended_at IS NULL
             GROUP BY i.rollout_id, i.phase ORDER BY i.rollout_id, i.phase""";

    private static final String PUT_VERDICT = """
            INSERT INTO gate_verdict (rollout_id, phase, name, verdict, value, bound, at)
            VALUES (:rollout, :phase, :name, :verdict, :value, :bound, cast(:at as timestamptz))
            ON CONFLICT (rollout_id, phase, name)
            DO UPDATE SET verdict = excluded.verdict, value = excluded.value, bound = excluded.bound, at = excluded.at""";

    private final EntityManager entityManager;

    @Inject
    RolloutStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Counts of one phase of an open rollout. */
    record Live(long rollout, int phase, int healthy, int failed) {}

    /** The row, locked until the end of the transaction, as the database has it now. */
    Optional<RolloutRow> lock(long id) {
        entityManager.flush();
        List<?> rows = entityManager
                .createNativeQuery("SELECT * FROM rollout WHERE id = :id FOR UPDATE", RolloutRow.class)
                .setParameter("id", id)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows.stream().map(RolloutRow.class::cast).findFirst();
    }

    Optional<RolloutRow> find(long id) {
        return rows("WHERE r.id = " + id, 1).stream().findFirst();
    }

    Optional<RolloutRow> ofJob(long jobInstance) {
        return rows("WHERE r.jobInstance = " + jobInstance, 1).stream().findFirst();
    }

    Optional<RolloutRow> open(String fleet) {
        return entityManager
                .createQuery(
                        "SELECT r FROM RolloutRow r WHERE r.fleet = :fleet AND r.endedAt IS NULL", RolloutRow.class)
                .setParameter("fleet", fleet)
                .getResultStream()
                .findFirst();
    }

    Optional<Long> newest(String fleet) {
        return Optional.ofNullable(entityManager
                .createQuery("SELECT max(r.id) FROM RolloutRow r WHERE r.fleet = :fleet", Long.class)
                .setParameter("fleet", fleet)
                .getSingleResult());
    }

    List<RolloutRow> newest(int most) {
        return rows("", most);
    }

    /** The rollout, if a job should be carrying it on right now. */
    Optional<RolloutRow> toBeDriven(long id) {
        return find(id).filter(row -> TO_BE_DRIVEN.contains(row.state));
    }

    /** Open ones that a job should be carrying on right now. */
    List<RolloutRow> toBeDriven() {
        List<RolloutRow> rows = entityManager
                .createQuery("SELECT r FROM RolloutRow r WHERE r.state IN (:states) ORDER BY r.id", RolloutRow.class)
                .setParameter("states", TO_BE_DRIVEN)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows;
    }

    void insert(RolloutRow row, List<Integer> targets) {
        entityManager.persist(row);
        entityManager.flush();
        for (int i = 0; i < targets.size(); i++) {
            entityManager.persist(PhaseRow.of(row.id, i, targets.get(i)));
        }
        entityManager.flush();
        entityManager.detach(row);
    }

    void insertItems(long rollout, Collection<PlacedItem> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.addObject()
                .put("position", item.order().position())
                .put("server", item.order().key().server())
                .put("replica", item.order().key().replica())
                .put("kind", item.order().kind())
                .put("phase", item.phase())
                .put("batch", item.batch())
                .put("port", item.order().port()));
        entityManager
                .createNativeQuery(INSERT_ITEMS)
                .setParameter("rollout", rollout)
                .setParameter("items", array.toString())
                .executeUpdate();
    }

    /** Writes the row back; 0 if epoch or execution are no longer the ones given. */
    int write(RolloutRow row, long epoch, long execution) {
        return entityManager
                .createNativeQuery("""
                        UPDATE rollout SET state = :state, reason = :reason, detail = :detail, phase = :phase, batch = :batch,
                               wished = :wished, healthy = :healthy, failed = :failed,
                               progress_at = cast(:progress as timestamptz), steady_since = cast(:steady as timestamptz),
                               job_instance = :job, execution = :newExecution, epoch = :newEpoch,
                               ended_at = cast(:ended as timestamptz)
                         WHERE id = :id AND epoch = :epoch AND execution = :execution""")
                .setParameter("state", row.state.name())
                .setParameter("reason", row.reason)
                .setParameter("detail", row.detail)
                .setParameter("phase", row.phase)
                .setParameter("batch", row.batch)
                .setParameter("wished", row.wished)
                .setParameter("healthy", row.healthy)
                .setParameter("failed", row.failed)
                .setParameter("progress", row.progressAt.toString())
                .setParameter("steady", row.steadySince == null ? null : row.steadySince.toString())
                .setParameter("job", row.jobInstance)
                .setParameter("newExecution", row.execution)
                .setParameter("newEpoch", row.epoch)
                .setParameter("ended", row.endedAt == null ? null : row.endedAt.toString())
                .setParameter("id", row.id)
                .setParameter("epoch", epoch)
                .setParameter("execution", execution)
                .executeUpdate();
    }

    List<InstanceOrder> orders(long rollout, int phase, int from, int most) {
        return entityManager
                .createQuery(
                        "SELECT i FROM ItemRow i WHERE i.rolloutId = :rollout AND i.phase = :phase"
                                + " AND i.position >= :from ORDER BY i.position",
                        ItemRow.class)
                .setParameter("rollout", rollout)
                .setParameter("phase", phase)
                .setParameter("from", from)
                .setMaxResults(most)
                .getResultStream()
                .map(ItemRow::order)
                .toList();
    }

    /** Position behind the last item of the phase, removals included; 0 for a phase without items. */
    int end(long rollout, int phase) {
        Integer last = entityManager
                .createQuery(
                        "SELECT max(i.position) FROM ItemRow i WHERE i.rolloutId = :rollout AND i.phase <= :phase",
                        Integer.class)
                .setParameter("rollout", rollout)
                .setParameter("phase", phase)
                .getSingleResult();
        return last == null ? 0 : last + 1;
    }

    List<Measured.Batch> batches(long rollout, int phase, Instant matureBefore) {
        return rows(entityManager
                        .createNativeQuery(BATCHES)
                        .setParameter("rollout", rollout)
                        .setParameter("phase", phase)
                        .setParameter("mature", matureBefore.toString()))
                .map(row -> new Measured.Batch(
                        number(row[0]),
                        number(row[1]),
                        number(row[2]),
                        number(row[3]),
                        number(row[4]),
                        number(row[5]),
                        number(row[6]),
                        number(row[7]),
                        number(row[8])))
                .toList();
    }

    /** The first instances of the phase, up to that batch, that have not been let go. */
    List<InstanceKey> held(long rollout, int phase, int batch, int most) {
        return rows(entityManager
                        .createNativeQuery(HELD)
                        .setParameter("rollout", rollout)
                        .setParameter("phase", phase)
                        .setParameter("batch", batch)
                        .setParameter("most", most))
                .map(row -> new InstanceKey((String) row[0], number(row[1])))
                .toList();
    }

    /** Name and reason of the first failed server, for people. */
    Optional<String> firstFailed(RolloutRow row) {
        List<?> found = entityManager
                .createNativeQuery(FIRST_FAILED, String.class)
                .setParameter("rollout", row.id)
                .setParameter("wished", row.wished)
                .getResultList();
        return found.stream().map(String.class::cast).findFirst();
    }

    List<Live> live(List<Long> rollouts) {
        return rows(entityManager.createNativeQuery(LIVE).setParameter("rollouts", rollouts))
                .map(row -> new Live(((Number) row[0]).longValue(), number(row[1]), number(row[2]), number(row[3])))
                .toList();
    }

    List<PhaseRow> phases(List<Long> rollouts) {
        List<PhaseRow> rows = entityManager
                .createQuery(
                        "SELECT p FROM PhaseRow p WHERE p.rolloutId IN :rollouts ORDER BY p.rolloutId, p.position",
                        PhaseRow.class)
                .setParameter("rollouts", rollouts)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows;
    }

    List<VerdictRow> verdicts(List<Long> rollouts) {
        List<VerdictRow> rows = entityManager
                .createQuery(
                        "SELECT v FROM VerdictRow v WHERE v.rolloutId IN :rollouts ORDER BY v.rolloutId, v.phase, v.name",
                        VerdictRow.class)
                .setParameter("rollouts", rollouts)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows;
    }

    void put(VerdictRow verdict) {
        entityManager
                .createNativeQuery(PUT_VERDICT)
                .setParameter("rollout", verdict.rolloutId)
                .setParameter("phase", verdict.phase)
                .setParameter("name", verdict.name)
                .setParameter("verdict", verdict.verdict)
                .setParameter("value", verdict.value)
                .setParameter("bound", verdict.bound)
                .setParameter("at", verdict.at.toString())
                .executeUpdate();
    }

    /** Keeps the counts of a rollout that ends: what happens to its servers later is another story. */
    void freeze(long rollout, int phase, int healthy) {
        entityManager
                .createQuery(
                        "UPDATE PhaseRow p SET p.healthy = :healthy WHERE p.rolloutId = :rollout AND p.position = :phase")
                .setParameter("healthy", healthy)
                .setParameter("rollout", rollout)
                .setParameter("phase", phase)
                .executeUpdate();
    }

    private List<RolloutRow> rows(String where, int most) {
        List<RolloutRow> rows = entityManager
                .createQuery("SELECT r FROM RolloutRow r " + where + " ORDER BY r.id DESC", RolloutRow.class)
                .setMaxResults(most)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows;
    }

    private static Stream<Object[]> rows(Query query) {
        List<?> found = query.getResultList();
        return found.stream().map(Object[].class::cast);
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }
}
