package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of the job repository's history: a long one makes the deployment of the application slow (WFLY-15525). */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobRecords {
    /** Days that are kept unless somebody says otherwise. */
    public static final int USUAL_DAYS = 30;

    private static final Logger LOG = Logger.getLogger(JobRecords.class);
    static final int MOST_DAYS = 3650;
    /** So few at a time that a running job waits for none of their locks for long. */
    private static final int CHUNK = 1_000;

    @Inject
    JobRecordStore store;

    @Inject
    Clock clock;

    /**
     * Deletes the records of jobs of which nothing has happened for so long. Those of open rollouts stay, and those of rollouts
     * that failed until somebody has acknowledged it.
     *
     * @param days 1 to 3650
     * @return how many jobs were deleted
     * @throws ProblemException REQUEST_INVALID
     */
    public int purge(int days) {
        if (days < 1 || days > MOST_DAYS) {
            throw new ProblemException(
                    ProblemCode.REQUEST_INVALID, "days: " + days + " is not between 1 and " + MOST_DAYS);
        }
        Instant before = clock.instant().minus(Duration.ofDays(days));
        int deleted = 0;
        int some;
        do {
            some = store.delete(before, CHUNK);
            deleted += some;
        } while (some == CHUNK);
        LOG.infof("The records of %d jobs older than %d days were deleted", deleted, days);
        return deleted;
    }
}
