package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;

/** What gates said last, and everything that happened to a rollout in order. */
@Dependent
class VerdictStore {
    /** Events of a rollout that are shown; older ones are only in the database. */
    private static final int SHOWN = 500;

    private static final String PUT = """
            INSERT INTO gate_verdict (rollout_id, phase, name, verdict, value, bound, evidence, errors, at)
            VALUES (:rollout, :phase, :name, :verdict, :value, :bound, :evidence, :errors, cast(:at as timestamptz))
            ON CONFLICT (rollout_id, phase, name)
            DO UPDATE SET verdict = excluded.verdict, value = excluded.value, bound = excluded.bound,
                          evidence = excluded.evidence, errors = excluded.errors, at = excluded.at""";

    private static final String NOTE = """
            INSERT INTO rollout_event (rollout_id, at, kind, phase, batch, name, verdict, value, bound, detail)
            VALUES (:rollout, cast(:at as timestamptz), :kind, :phase, :batch, :name, :verdict, :value, :bound, :detail)""";

    private final EntityManager entityManager;

    @Inject
    VerdictStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** The newest verdicts, by rollout, phase and name. */
    List<VerdictRow> newest(List<Long> rollouts) {
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
                .createNativeQuery(PUT)
                .setParameter("rollout", verdict.rolloutId)
                .setParameter("phase", verdict.phase)
                .setParameter("name", verdict.name)
                .setParameter("verdict", verdict.verdict.name())
                .setParameter("value", verdict.value)
                .setParameter("bound", verdict.bound)
                .setParameter("evidence", verdict.evidence)
                .setParameter("errors", verdict.errors)
                .setParameter("at", verdict.at.toString())
                .executeUpdate();
    }

    void note(RolloutRow row, RolloutEvent.Kind kind, Gates.Check what, String detail, Instant at) {
        boolean gate = kind == RolloutEvent.Kind.GATE;
        entityManager
                .createNativeQuery(NOTE)
                .setParameter("rollout", row.id)
                .setParameter("at", at.toString())
                .setParameter("kind", kind.name())
                .setParameter("phase", row.phase)
                .setParameter("batch", row.batch)
                .setParameter("name", what.name())
                .setParameter("verdict", gate ? what.verdict().name() : "")
                .setParameter("value", what.value())
                .setParameter("bound", what.limit())
                .setParameter("detail", detail)
                .executeUpdate();
    }

    /** The newest events, oldest of them first. */
    List<RolloutEvent> events(long rollout) {
        List<EventRow> newest = entityManager
                .createQuery("SELECT e FROM EventRow e WHERE e.rolloutId = :rollout ORDER BY e.id DESC", EventRow.class)
                .setParameter("rollout", rollout)
                .setMaxResults(SHOWN)
                .getResultList();
        java.util.Collections.reverse(newest);
        return newest.stream().map(EventRow::event).toList();
    }
}
