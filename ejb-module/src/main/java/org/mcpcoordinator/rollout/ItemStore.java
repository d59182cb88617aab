package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;

/** The instances rollouts are about. Each method is one statement, however many there are. */
@Dependent
class ItemStore {
    private static final String INSERT = """
            INSERT INTO rollout_item (rollout_id, position, server, replica, kind, phase, batch, port, host)
            SELECT :rollout, position, server, replica, kind, phase, batch, port, host
              FROM jsonb_to_recordset(cast(:items as jsonb)) AS i(position int, server text, replica int, kind text,
                   phase int, batch int, port int, host text)""";

    /** One that runs and has not had its turn is as it was before the rollout: neither success nor failure of it. */
    static final String WAITS = "(i.kind NOT IN ('add', 'keep', 'remove') AND i.turn = 0)";

    private static final String CANDIDATES = """
            SELECT i.position, i.server, i.replica, i.kind, i.port, n.category, n.serving_state, i.host
              FROM rollout_item i JOIN newest n ON n.server = i.server AND n.replica = i.replica
             WHERE i.rollout_id = :rollout AND i.phase = :phase AND i.batch <= :batch AND i.kind <> 'remove'
               AND (n.held OR WAITS)
             ORDER BY i.position LIMIT 500""".replace("WAITS", WAITS);

    private static final String TURNS = """
            UPDATE rollout_item i SET turn = k.turn + (SELECT coalesce(max(turn), 0) FROM rollout_item WHERE rollout_id = :rollout)
              FROM jsonb_to_recordset(cast(:turns as jsonb)) AS k(position int, turn int)
             WHERE i.rollout_id = :rollout AND i.position = k.position""";

    private final EntityManager entityManager;

    @Inject
    ItemStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    void insert(long rollout, Collection<PlacedItem> items) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> array.addObject()
                .put("position", item.order().position())
                .put("server", item.order().key().server())
                .put("replica", item.order().key().replica())
                .put("kind", item.order().kind())
                .put("phase", item.phase())
                .put("batch", item.batch())
                .put("port", item.order().port())
                .put("host", item.order().host()));
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
                .createQuery("UPDATE ItemRow i SET i.turn = 0, i.troubledAt = NULL, i.failed = FALSE"
                        + " WHERE i.rolloutId = :rollout AND i.turn > 0")
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

    /** Those whom it adds or moves and has promised ports. */
    List<InstanceOrder> promised(long rollout) {
        return entityManager
                .createQuery(
                        "SELECT i FROM ItemRow i WHERE i.rolloutId = :rollout AND i.kind IN ('add', 'move') AND i.port > 0",
                        ItemRow.class)
                .setParameter("rollout", rollout)
                .getResultStream()
                .map(ItemRow::order)
                .toList();
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
                                number(row[4]),
                                (String) row[7]),
                        (String) row[5],
                        InstanceState.valueOf((String) row[6])))
                .toList();
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

    private static Stream<Object[]> rows(Query query) {
        List<?> found = query.getResultList();
        return found.stream().map(Object[].class::cast);
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }
}
