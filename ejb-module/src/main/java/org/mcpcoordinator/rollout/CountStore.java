package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/** How the instances of rollouts stand. Each method is one statement, however many there are. */
@Dependent
class CountStore {
    /** What counts as failed: what has, and of what the rollout let go also what has not recovered since. */
    private static final String FALLEN = "((n.state = 'FAILED' OR i.failed) AND NOT WAITS)";

    private static final String BATCHES = """
            SELECT i.phase, i.batch, count(*), count(*) FILTER (WHERE i.kind <> 'keep'),
                   count(*) FILTER (WHERE n.state IN ('HEALTHY', 'SLEEPING') AND NOT WAITS),
                   count(*) FILTER (WHERE n.state IN ('HEALTHY', 'SLEEPING') AND NOT WAITS
                                      AND (n.state = 'SLEEPING' OR n.since <= cast(:mature as timestamptz))),
                   count(*) FILTER (WHERE FALLEN),
                   count(*) FILTER (WHERE (n.state IN ('PLANNED', 'STARTING') AND NOT n.held OR i.troubled_at IS NOT NULL)
                                      AND NOT WAITS AND NOT FALLEN),
                   count(*) FILTER (WHERE n.held OR WAITS), count(*) FILTER (WHERE i.turn > 0)
              FROM rollout_item i LEFT JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.phase <= :phase AND i.kind <> 'remove'
             GROUP BY i.phase, i.batch ORDER BY i.phase, i.batch""".replace("FALLEN", FALLEN).replace("WAITS", ItemStore.WAITS);

    private static final String STANDING = """
            SELECT n.category, count(*), count(*) FILTER (WHERE n.state NOT IN ('HEALTHY', 'SLEEPING')
                                             OR n.serving_state NOT IN ('HEALTHY', 'SLEEPING'))
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.kind NOT IN ('add', 'remove')
             GROUP BY n.category""";

    private static final String TRIALS = """
            SELECT i.turn, n.state, n.reason
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.turn > 0 AND (:all OR (i.phase = :phase AND i.batch = :batch))
             ORDER BY i.turn LIMIT 31""";

    private static final String FIRST_FAILED = """
            SELECT n.server || ': ' || n.reason || CASE WHEN n.detail = '' THEN '' ELSE ', ' || n.detail END
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.position < :wished AND FALLEN
             ORDER BY i.position LIMIT 1""".replace("FALLEN", FALLEN).replace("WAITS", ItemStore.WAITS);

    private static final String LIVE = """
            SELECT i.rollout_id, i.phase, i.batch, count(*), count(*) FILTER (WHERE n.state IN ('HEALTHY', 'SLEEPING') AND NOT WAITS),
                   count(*) FILTER (WHERE FALLEN)
              FROM rollout r JOIN rollout_item i ON i.rollout_id = r.id AND i.position < r.wished AND i.kind <> 'remove'
              JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE r.id IN (:rollouts) AND r.ended_at IS NULL
             GROUP BY i.rollout_id, i.phase, i.batch ORDER BY i.rollout_id, i.phase, i.batch""".replace("FALLEN", FALLEN).replace("WAITS", ItemStore.WAITS);

    private final EntityManager entityManager;

    @Inject
    CountStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Counts of one batch of an open rollout. */
    record Live(long rollout, int phase, int batch, int size, int healthy, int failed) {}

    /** How many servers of a category run, and how many of them do not answer now. */
    record Standing(int running, int down) {}

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
                        number(row[8]),
                        number(row[9])))
                .toList();
    }

    /** How the servers stand that ran before the rollout, by category. */
    Map<String, Standing> standing(long rollout) {
        Map<String, Standing> standing = new HashMap<>();
        rows(entityManager.createNativeQuery(STANDING).setParameter("rollout", rollout))
                .forEach(row -> standing.put((String) row[0], new Standing(number(row[1]), number(row[2]))));
        return standing;
    }

    /** How the first servers let go stand, of one batch or, with {@code all}, of the rollout. */
    List<SlowStart.Trial> trials(long rollout, boolean all, int phase, int batch) {
        return rows(entityManager
                        .createNativeQuery(TRIALS)
                        .setParameter("rollout", rollout)
                        .setParameter("all", all)
                        .setParameter("phase", phase)
                        .setParameter("batch", batch))
                .map(row -> new SlowStart.Trial(
                        number(row[0]), InstanceState.valueOf((String) row[1]), Reason.valueOf((String) row[2])))
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
                .map(row -> new Live(
                        ((Number) row[0]).longValue(),
                        number(row[1]),
                        number(row[2]),
                        number(row[3]),
                        number(row[4]),
                        number(row[5])))
                .toList();
    }

    private static Stream<Object[]> rows(Query query) {
        List<?> found = query.getResultList();
        return found.stream().map(Object[].class::cast);
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }
}
