package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;

/**
 * WildFly's job repository, of which JBeret forgets nothing by itself. Executions, steps and partitions go with their job
 * instance, by foreign key.
 */
@Dependent
class JobRecordStore {
    private static final String DELETE = """
            DELETE FROM public.job_instance WHERE jobinstanceid IN (
              SELECT e.jobinstanceid FROM public.job_execution e
               GROUP BY e.jobinstanceid
              HAVING max(coalesce(e.lastupdatedtime, e.endtime, e.createtime)) < cast(:before as timestamptz)
                 AND e.jobinstanceid NOT IN (SELECT r.job_instance FROM rollout r WHERE r.ended_at IS NULL OR %s)
               ORDER BY e.jobinstanceid LIMIT :most)""".formatted(RemainsStore.UNACKNOWLEDGED);

    private final EntityManager entityManager;

    @Inject
    JobRecordStore(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    /** Deletes so many job instances of which nothing has happened since then, and that neither an open rollout nor one that failed unseen needs. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    int delete(Instant before, int most) {
        return entityManager
                .createNativeQuery(DELETE)
                .setParameter("before", before.toString())
                .setParameter("most", most)
                .executeUpdate();
    }
}
