package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/** The instances rollouts are about, and how they stand. Each method is one statement, however many there are. */
@Dependent
class ItemStore {
    private static final String INSERT = """
            INSERT INTO rollout_item (rollout_id, position, server, replica, kind, phase, batch, port)
            SELECT :rollout, position, server, replica, kind, phase, batch, port
              FROM jsonb_to_recordset(cast(:items as jsonb)) AS i(position int, server text, replica int, kind text,
                   phase int, batch int, port int)""";

    /** One that runs and has not had its turn is as it was before the rollout: neither success nor failure of it. */
    private static final String WAITS = "(i.kind NOT IN ('add', 'keep', 'remove') AND i.turn = 0)";

    private static final String BATCHES = """
            SELECT i.phase, i.batch, count(*), count(*) FILTER (WHERE i.kind <> 'keep'),
                   count(*) FILTER (WHERE n.state = 'HEALTHY' AND NOT WAITS),
                   count(*) FILTER (WHERE n.state = 'HEALTHY' AND NOT WAITS
                                      AND n.since <= cast(:mature as timestamptz)),
                   count(*) FILTER (WHERE n.state = 'FAILED' AND NOT WAITS),
                   count(*) FILTER (WHERE n.state IN ('PLANNED', 'STARTING') AND NOT n.held AND NOT WAITS),
                   count(*) FILTER (WHERE n.held OR WAITS), count(*) FILTER (WHERE i.turn > 0)
              FROM rollout_item i LEFT JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.phase <= :phase AND i.kind <> 'remove'
             GROUP BY i.phase, i.batch ORDER BY i.phase, i.batch""".replace("WAITS", WAITS);

    private static final String CANDIDATES = """
            SELECT i.position, i.server, i.replica, i.kind, i.port, n.category, n.serving_state
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.phase = :phase AND i.batch <= :batch AND i.kind <> 'remove'
               AND (n.held OR WAITS)
             ORDER BY i.position LIMIT 500""".replace("WAITS", WAITS);

    private static final String STANDING = """
            SELECT n.category, count(*), count(*) FILTER (WHERE n.state <> 'HEALTHY' OR n.serving_state <> 'HEALTHY')
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.kind NOT IN ('add', 'remove')
             GROUP BY n.category""";

    private static final String TURNS = """
            UPDATE rollout_item i SET turn = k.turn + (SELECT coalesce(max(turn), 0) FROM rollout_item WHERE rollout_id = :rollout)
              FROM jsonb_to_recordset(cast(:turns as jsonb)) AS k(position int, turn int)
             WHERE i.rollout_id = :rollout AND i.position = k.position""";

    private static final String TRIALS = """
            SELECT i.turn, n.state, n.reason
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.turn > 0 AND (:all OR (i.phase = :phase AND i.batch = :batch))
             ORDER BY i.turn LIMIT 31""";

    private static final String FIRST_FAILED = """
            SELECT n.server || ': ' || n.reason || CASE WHEN n.detail = '' THEN '' ELSE ', ' || n.detail END
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND n.state = 'FAILED' AND i.position < :wished AND NOT WAITS
             ORDER BY i.position LIMIT 1""".replace("WAITS", WAITS);

    private static final String LIVE = """
            SELECT i.rollout_id, i.phase, i.batch, count(*), count(*) FILTER (WHERE n.state = 'HEALTHY' AND NOT WAITS),
                   count(*) FILTER (WHERE n.state = 'FAILED' AND NOT WAITS)
              FROM rollout r JOIN rollout_item i ON i.rollout_id = r.id AND i.position < r.wished AND i.kind <> 'remove'
              JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE r.id IN (:rollouts) AND r.ended_at IS NULL
             GROUP BY i.rollout_id, i.phase, i.batch ORDER BY i.rollout_id, i.phase, i.batch""".replace("WAITS", WAITS);

    private final EntityManager entityManager;

    @Inject
    ItemStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Counts of one batch of an open rollout. */
    record Live(long rollout, int phase, int batch, int size, int healthy, int failed) {}

    /** How many servers of a category run, and how many of them do not answer now. */
    record Standing(int running, int down) {}

    void insert(long rollout, Collection<PlacedItem> items) {
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
                .createNativeQuery(INSERT)
                .setParameter("rollout", rollout)
                .setParameter("items", array.toString())
                .executeUpdate();
    }

    /** Forgets what the rollout was about, to make room for the way back. */
    void drop(long rollout) {
        entityManager
                .createQuery("DELETE FROM ItemRow i WHERE i.rolloutId = :rollout")
                .setParameter("rollout", rollout)
                .executeUpdate();
    }

    /** Nobody has had a turn: the rollout begins again. */
    void forgetTurns(long rollout) {
        entityManager
                .createQuery("UPDATE ItemRow i SET i.turn = 0 WHERE i.rolloutId = :rollout AND i.turn > 0")
                .setParameter("rollout", rollout)
                .executeUpdate();
    }

    /** Instances the rollout has taken away so far, or was about to. */
    List<InstanceKey> removals(long rollout) {
        return entityManager
                .createQuery(
                        "SELECT i FROM ItemRow i WHERE i.rolloutId = :rollout AND i.kind = 'remove'", ItemRow.class)
                .setParameter("rollout", rollout)
                .getResultStream()
                .map(item -> item.order().key())
                .toList();
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
                        number(row[8]),
                        number(row[9])))
                .toList();
    }

    /** Those of the rollout that it adds or moves. */
    Set<InstanceKey> placed(long rollout) {
        return entityManager
                .createQuery(
                        "SELECT i FROM ItemRow i WHERE i.rolloutId = :rollout AND i.kind IN ('add', 'move')",
                        ItemRow.class)
                .setParameter("rollout", rollout)
                .getResultStream()
                .map(item -> item.order().key())
                .collect(Collectors.toSet());
    }

    /** The first instances of the phase, up to that batch, that have not been let go. */
    List<Turns.Candidate> candidates(long rollout, int phase, int batch) {
        return rows(entityManager
                        .createNativeQuery(CANDIDATES)
                        .setParameter("rollout", rollout)
                        .setParameter("phase", phase)
                        .setParameter("batch", batch))
                .map(row -> new Turns.Candidate(
                        new InstanceOrder(
                                number(row[0]),
                                new InstanceKey((String) row[1], number(row[2])),
                                (String) row[3],
                                number(row[4])),
                        (String) row[5],
                        InstanceState.valueOf((String) row[6])))
                .toList();
    }

    /** How the servers stand that ran before the rollout, by category. */
    Map<String, Standing> standing(long rollout) {
        Map<String, Standing> standing = new HashMap<>();
        rows(entityManager.createNativeQuery(STANDING).setParameter("rollout", rollout))
                .forEach(row -> standing.put((String) row[0], new Standing(number(row[1]), number(row[2]))));
        return standing;
    }

    /** Notes that these were let go, in this order. */
    void turn(long rollout, List<InstanceOrder> orders) {
        ArrayNode turns = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < orders.size(); i++) {
            turns.addObject().put("position", orders.get(i).position()).put("turn", i + 1);
        }
        entityManager
                .createNativeQuery(TURNS)
                .setParameter("rollout", rollout)
                .setParameter("turns", turns.toString())
                .executeUpdate();
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

    /** The instances of a phase, or of one of its batches if that is not negative. */
    List<InstanceKey> keys(long rollout, int phase, int batch) {
        return entityManager
                .createQuery(
                        "SELECT i FROM ItemRow i WHERE i.rolloutId = :rollout AND i.phase = :phase"
                                + " AND (:batch < 0 OR i.batch = :batch) AND i.kind <> 'remove'",
                        ItemRow.class)
                .setParameter("rollout", rollout)
                .setParameter("phase", phase)
                .setParameter("batch", batch)
                .getResultStream()
                .map(item -> item.order().key())
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
