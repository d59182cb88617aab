package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rows of this package. Each method is one statement, however many instances a rollout is about. */
@Dependent
class RolloutStore {
    private static final List<RolloutState> TO_BE_DRIVEN =
            List.of(RolloutState.PENDING, RolloutState.RUNNING, RolloutState.ABORTING, RolloutState.ROLLING_BACK);

    private final EntityManager entityManager;

    /** A transaction that holds a row may stand still for so long; the database ends it then. */
    Duration standstill = Helm.LEASE;

    @Inject
    RolloutStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /**
     * The row, locked until the end of the transaction, as the database has it now. A node that stands still meanwhile,
     * paused or cut off, would keep the row from whoever takes the rollout over, so the database ends its transaction when
     * its lease ends.
     */
    Optional<RolloutRow> lock(long id) {
        entityManager.flush();
        limit("idle_in_transaction_session_timeout", standstill);
        List<?> rows = entityManager
                .createNativeQuery("SELECT * FROM rollout WHERE id = :id FOR UPDATE", RolloutRow.class)
                .setParameter("id", id)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows.stream().map(RolloutRow.class::cast).findFirst();
    }

    /**
     * Lets no statement of this transaction take longer. The transaction manager cannot end a transaction while one of its
     * statements waits for a lock: it waits for the connection itself.
     */
    void breakOff(Duration after) {
        limit("statement_timeout", after);
    }

    /** Until the end of this transaction. */
    private void limit(String setting, Duration most) {
        entityManager
                .createNativeQuery("SELECT set_config(:setting, :millis, true)")
                .setParameter("setting", setting)
                .setParameter("millis", Long.toString(most.toMillis()))
                .getSingleResult();
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

    /** Of each fleet the newest rollout, where that has ended and not succeeded. */
    List<RolloutRow> newestThatDidNotSucceed() {
        List<RolloutRow> rows = entityManager
                .createQuery(
                        "SELECT r FROM RolloutRow r WHERE r.endedAt IS NOT NULL AND r.state <> :succeeded"
                                + " AND r.id IN (SELECT max(q.id) FROM RolloutRow q GROUP BY q.fleet) ORDER BY r.fleet",
                        RolloutRow.class)
                .setParameter("succeeded", RolloutState.SUCCEEDED)
                .getResultList();
        rows.forEach(entityManager::detach);
        return rows;
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
        boolean canary = row.terms().canary();
        for (int i = 0; i < targets.size(); i++) {
            String name = canary && i == 0 ? "canary" : "phase " + targets.get(i);
            entityManager.persist(PhaseRow.of(row.id, i, name, targets.get(i)));
        }
        entityManager.flush();
        entityManager.detach(row);
    }

    /** One phase more: the way back. */
    void addPhase(PhaseRow phase) {
        entityManager.persist(phase);
        entityManager.flush();
    }

    /** Takes away the phase of an earlier way back. */
    void dropPhase(long rollout, int position) {
        entityManager
                .createQuery("DELETE FROM PhaseRow p WHERE p.rolloutId = :rollout AND p.position = :position")
                .setParameter("rollout", rollout)
                .setParameter("position", position)
                .executeUpdate();
    }

    /** The newest rollout of the fleet before this one that has succeeded: its revision is the stable one. */
    Optional<RolloutRow> lastStable(RolloutRow row) {
        return entityManager
                .createQuery(
                        "SELECT r FROM RolloutRow r WHERE r.fleet = :fleet AND r.id < :id AND r.state = :succeeded"
                                + " ORDER BY r.id DESC",
                        RolloutRow.class)
                .setParameter("fleet", row.fleet)
                .setParameter("id", row.id)
                .setParameter("succeeded", RolloutState.SUCCEEDED)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    /** Writes the row back; 0 if epoch or execution are no longer the ones given. */
    int write(RolloutRow row, long epoch, long execution) {
        return entityManager
                .createNativeQuery("""
                        UPDATE rollout SET state = :state, reason = :reason, detail = :detail, phase = :phase, batch = :batch,
                               planned = :planned, waived = :waived, rollback_revision = :back, rollbacks = :rollbacks,
                               wished = :wished, healthy = :healthy, failed = :failed,
                               progress_at = cast(:progress as timestamptz), steady_since = cast(:steady as timestamptz),
                               job_instance = :job, execution = :newExecution, epoch = :newEpoch,
                               ended_at = cast(:ended as timestamptz),
                               acknowledged_by = :acknowledgedBy,
                               acknowledged_at = cast(:acknowledgedAt as timestamptz)
                         WHERE id = :id AND epoch = :epoch AND execution = :execution""")
                .setParameter("state", row.state.name())
                .setParameter("reason", row.reason)
                .setParameter("detail", row.detail)
                .setParameter("phase", row.phase)
                .setParameter("batch", row.batch)
                .setParameter("planned", row.planned)
                .setParameter("waived", row.waived)
                .setParameter("back", row.rollbackRevision)
                .setParameter("rollbacks", row.rollbacks)
                .setParameter("wished", row.wished)
                .setParameter("healthy", row.healthy)
                .setParameter("failed", row.failed)
                .setParameter("progress", row.progressAt.toString())
                .setParameter("steady", row.steadySince == null ? null : row.steadySince.toString())
                .setParameter("job", row.jobInstance)
                .setParameter("newExecution", row.execution)
                .setParameter("newEpoch", row.epoch)
                .setParameter("ended", row.endedAt == null ? null : row.endedAt.toString())
                .setParameter("acknowledgedBy", row.acknowledgedBy)
                .setParameter("acknowledgedAt", row.acknowledgedAt == null ? null : row.acknowledgedAt.toString())
                .setParameter("id", row.id)
                .setParameter("epoch", epoch)
                .setParameter("execution", execution)
                .executeUpdate();
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
}
