package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps which servers let go by a rollout are in trouble. How they stand at the moment does not tell: one that ends again and
 * again is starting most of the time, and one that answered once and hangs is no failure of its own. Who has failed counts
 * until it has been healthy for as long as the terms ask; who has stopped answering, or was started again, has so long and a
 * little more to become it, and counts as starting meanwhile.
 */
@Dependent
class TroubleStore {
    /** As long as the pause before a first restart (decision 31): what that mends is no failure. */
    static final Duration GRACE = Duration.ofSeconds(15);

    private static final String LOOK = """
            UPDATE rollout_item i
               SET troubled_at = CASE WHEN WELL THEN NULL ELSE coalesce(i.troubled_at, cast(:now as timestamptz)) END,
                   failed = NOT WELL AND (n.state = 'FAILED' OR LONG)
              FROM newest n
             WHERE i.rollout_id = :rollout AND i.turn > 0 AND n.server = i.server AND n.replica = i.replica AND NOT n.held
               AND (i.troubled_at IS NULL AND n.state IN ('UNHEALTHY', 'FAILED')
                    OR i.troubled_at IS NOT NULL AND (WELL OR NOT i.failed AND (n.state = 'FAILED' OR LONG)))""".replace(
                    "WELL", "(n.state = 'SLEEPING' OR n.state = 'HEALTHY' AND n.since <= cast(:mature as timestamptz))")
            .replace("LONG", "(i.troubled_at IS NOT NULL AND i.troubled_at <= cast(:patience as timestamptz))");

    private final EntityManager entityManager;

    @Inject
    TroubleStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Looks at all servers the rollout has let go; one statement, which changes only rows with news. */
    void look(long rollout, Duration minHealthy, Instant now) {
        entityManager
                .createNativeQuery(LOOK)
                .setParameter("rollout", rollout)
                .setParameter("now", now.toString())
                .setParameter("mature", now.minus(minHealthy).toString())
                .setParameter("patience", now.minus(minHealthy).minus(GRACE).toString())
                .executeUpdate();
    }
}
