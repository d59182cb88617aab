package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps which servers let go by a rollout are in trouble. How they stand at the moment does not tell: one that ends again and
 * again is starting most of the time, and one that answered once and hangs is no failure of its own. Who has failed counts
 * until it has been healthy for as long as the terms ask. Who has stopped answering, or is started again, has a while to
 * become it, and counts as starting meanwhile; whom a person has stopped or set aside is in nobody's way.
 */
@Dependent
class TroubleStore {
    /** How long a server may hang, beyond the time it must be healthy, before it counts. */
    static final Duration HANGS = Duration.ofSeconds(15);

    /** The longest pause before one of the first two restarts (decision 31), and the calendar's share of it. */
    static final Duration PAUSE = Duration.ofSeconds(20);

    private static final String LOOK = """
            UPDATE rollout_item i
               SET troubled_at = CASE WHEN WELL THEN NULL ELSE coalesce(i.troubled_at, cast(:now as timestamptz)) END,
                   failed = NOT WELL AND LOST
              FROM newest n
             WHERE i.rollout_id = :rollout AND i.turn > 0 AND n.server = i.server AND n.replica = i.replica AND NOT n.held
               AND (i.troubled_at IS NULL AND n.state IN ('UNHEALTHY', 'FAILED')
                    OR i.troubled_at IS NOT NULL AND (WELL OR NOT i.failed AND LOST))""".replace("WELL", """
                    (n.state IN ('SLEEPING', 'STOPPING', 'STOPPED', 'QUARANTINED')
                     OR n.state = 'HEALTHY' AND n.since <= cast(:mature as timestamptz))""").replace("LOST", """
                    (n.state = 'FAILED'
                     OR n.state = 'UNHEALTHY' AND n.reason <> 'RESTARTING' AND n.since <= cast(:hanging as timestamptz)
                     OR i.troubled_at IS NOT NULL AND i.troubled_at <= cast(:late as timestamptz))""");

    private final EntityManager entityManager;

    @Inject
    TroubleStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Looks at all servers the rollout has let go; one statement, which changes only rows with news. */
    void look(long rollout, Terms terms, Instant now) {
        Instant mature = now.minus(terms.seconds(Term.MIN_HEALTHY));
        entityManager
                .createNativeQuery(LOOK)
                .setParameter("rollout", rollout)
                .setParameter("now", now.toString())
                .setParameter("mature", mature.toString())
                .setParameter("hanging", mature.minus(HANGS).toString())
                .setParameter(
                        "late",
                        mature.minus(terms.seconds(Term.HEALTHY_DEADLINE))
                                .minus(PAUSE)
                                .toString())
                .executeUpdate();
    }
}
