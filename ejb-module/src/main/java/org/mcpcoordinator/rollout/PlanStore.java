package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans in the database, and how long rollouts took. */
@Dependent
class PlanStore {
    private static final int LOOKED_AT = 20;

    private static final String FINISHED = """
            SELECT r.profile, extract(epoch FROM r.ended_at - r.started_at),
                   count(*) FILTER (WHERE i.kind IN ('add', 'restart', 'move')),
                   (SELECT string_agg(cast(p.target AS text), ',' ORDER BY p.position)
                      FROM rollout_phase p WHERE p.rollout_id = r.id)
              FROM (SELECT * FROM rollout WHERE state = 'SUCCEEDED' ORDER BY id DESC LIMIT :most) r
              JOIN rollout_item i ON i.rollout_id = r.id
             GROUP BY r.id, r.profile, r.ended_at, r.started_at
            HAVING count(*) FILTER (WHERE i.kind IN ('add', 'restart', 'move')) > 0
             ORDER BY r.id DESC""";

    private final EntityManager entityManager;

    @Inject
    PlanStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void keep(PlanRow plan) {
        entityManager.persist(plan);
    }

    /** Forgets plans made before that moment; gives how many. */
    int purge(Instant oldest) {
        return entityManager
                .createQuery("DELETE FROM PlanRow p WHERE p.createdAt < :oldest")
                .setParameter("oldest", oldest)
                .executeUpdate();
    }

    Optional<PlanRow> find(String id, Instant oldest) {
        return entityManager
                .createQuery("SELECT p FROM PlanRow p WHERE p.id = :id AND p.createdAt >= :oldest", PlanRow.class)
                .setParameter("id", id)
                .setParameter("oldest", oldest)
                .getResultStream()
                .findFirst();
    }

    /** The last rollouts that succeeded and started something, newest first. */
    List<Timing.Finished> finished() {
        List<?> rows = entityManager
                .createNativeQuery(FINISHED)
                .setParameter("most", LOOKED_AT)
                .getResultList();
        return rows.stream().map(Object[].class::cast).map(PlanStore::finished).toList();
    }

    private static Timing.Finished finished(Object[] row) {
        return new Timing.Finished(
                (String) row[0],
                ((Number) row[1]).doubleValue(),
                ((Number) row[2]).intValue(),
                Stream.of(((String) row[3]).split(",")).map(Integer::valueOf).toList());
    }
}
