package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    private static final String END = """
            SELECT e.batchstatus, e.exitstatus,
                   (SELECT s.executionexception FROM public.step_execution s
                     WHERE s.jobexecutionid = e.jobexecutionid AND s.executionexception IS NOT NULL
                     ORDER BY s.stepexecutionid DESC LIMIT 1)
              FROM public.job_execution e WHERE e.jobexecutionid = :execution""";

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

    /**
     * How an execution stands.
     *
     * @param status its batch status, which STARTING is for ever if nothing could be written any more
     * @param exit its exit status, in which JBeret keeps what a job's listener threw
     * @param thrown what was thrown in its last step that failed, as a trace
     */
    record End(String status, String exit, String thrown) {}

    /** How an execution stands; empty if there is none. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    Optional<End> end(long execution) {
        List<?> rows = entityManager
                .createNativeQuery(END)
                .setParameter("execution", execution)
                .getResultList();
        return rows.stream()
                .map(row -> (Object[]) row)
                .map(row -> new End(text(row[0]), text(row[1]), text(row[2])))
                .findFirst();
    }

    private static String text(@Nullable Object column) {
        return column == null ? "" : column.toString();
    }
}
