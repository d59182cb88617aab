package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

/** What a receipt tells beyond the rollout itself, from the database. */
@Dependent
class ReportStore {
    private static final String FAILED = """
            SELECT n.server, n.replica, n.reason, n.detail, n.since
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.kind <> 'remove' AND n.state = 'FAILED'
             ORDER BY i.position LIMIT :most""";

    private final EntityManager entityManager;

    @Inject
    ReportStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Servers of the rollout that are FAILED now, in its order. */
    List<RolloutReport.Failure> failed(long rollout, int most) {
        List<?> rows = entityManager
                .createNativeQuery(FAILED)
                .setParameter("rollout", rollout)
                .setParameter("most", most)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new RolloutReport.Failure(
                        (String) row[0],
                        ((Number) row[1]).intValue(),
                        (String) row[2],
                        (String) row[3],
                        instant(row[4]),
                        null,
                        List.of()))
                .toList();
    }

    private static Instant instant(Object value) {
        return value instanceof OffsetDateTime time ? time.toInstant() : (Instant) value;
    }
}
