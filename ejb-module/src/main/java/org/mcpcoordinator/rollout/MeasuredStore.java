package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;

/** Measurements of definitions in the database. */
@Dependent
class MeasuredStore {
    /** A figure of 0 was not measured this time, and what is known of it stays. */
    private static final String KEEP = """
            INSERT INTO measured (definition_hash, program, start_millis, pss_kb, measured_at)
            VALUES (:hash, :program, :start, :pss, :at)
            ON CONFLICT (definition_hash) DO UPDATE SET
                start_millis = CASE WHEN excluded.start_millis > 0 THEN excluded.start_millis ELSE measured.start_millis END,
                pss_kb = CASE WHEN excluded.pss_kb > 0 THEN excluded.pss_kb ELSE measured.pss_kb END,
                measured_at = excluded.measured_at""";

    private final EntityManager entityManager;

    @Inject
    MeasuredStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    List<MeasuredRow> all() {
        return entityManager
                .createQuery("SELECT m FROM MeasuredRow m", MeasuredRow.class)
                .getResultList();
    }

    void keep(String hash, String program, long startMillis, long pssKb, Instant at) {
        entityManager
                .createNativeQuery(KEEP)
                .setParameter("hash", hash)
                .setParameter("program", program)
                .setParameter("start", startMillis)
                .setParameter("pss", pssKb)
                .setParameter("at", at)
                .executeUpdate();
    }

    /** Forgets what was measured before that moment; gives how many. */
    int purge(Instant oldest) {
        return entityManager
                .createQuery("DELETE FROM MeasuredRow m WHERE m.measuredAt < :oldest")
                .setParameter("oldest", oldest)
                .executeUpdate();
    }
}
