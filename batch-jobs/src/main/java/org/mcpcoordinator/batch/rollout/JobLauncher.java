package org.mcpcoordinator.batch.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Local;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jboss.logging.Logger;
import org.mcpcoordinator.rollout.RolloutLauncher;

/**
 * Carries rollouts out as executions of the jobs {@code rollout} and {@code rollback}. An EJB of this archive, so that the job operator it
 * finds is this archive's, whoever calls.
 */
@Singleton
@Local(RolloutLauncher.class)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class JobLauncher implements RolloutLauncher {
    private static final Logger LOG = Logger.getLogger(JobLauncher.class);
    private static final String AHEAD = "rollout";
    private static final String BACK = "rollback";
    private static final Set<BatchStatus> OVER =
            EnumSet.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.STOPPED, BatchStatus.ABANDONED);

    @Inject
    Executions executions;

    @Inject
    BeanManager beans;

    @Override
    public Optional<String> broken(boolean back) {
        return new JobFile(job(back), name -> !beans.getBeans(name).isEmpty()).broken();
    }

    @Override
    public long start(long rolloutId, boolean back) {
        JobOperator operator = BatchRuntime.getJobOperator();
        return noted(operator, operator.start(job(back), parameters(rolloutId)));
    }

    /**
     * After a crash the repository still says STARTED, so the restart is forced; that is safe because whoever asks
     * holds the rollout's lease, and an execution that lives after all is fenced by its next write.
     */
    @Override
    public long restart(long rolloutId, long executionId, boolean back) {
        JobOperator operator = BatchRuntime.getJobOperator();
        Properties parameters = parameters(rolloutId);
        parameters.setProperty("jberet.restart.mode", "force");
        try {
            return noted(operator, operator.restart(executionId, parameters));
        } catch (BatchRuntimeException refused) {
            LOG.infof(
                    "Execution %d of rollout %d cannot be restarted (%s); a new one begins, which does nothing twice",
                    executionId, rolloutId, refused.getMessage());
            return start(rolloutId, back);
        }
    }

    @Override
    public boolean running(long executionId) {
        return executions.alive(executionId);
    }

    @Override
    public void forget(long executionId) {
        executions.ended(executionId);
    }

    /** From here on it counts as alive, unless it was over before that could be noted. */
    private long noted(JobOperator operator, long execution) {
        executions.began(execution);
        if (OVER.contains(operator.getJobExecution(execution).getBatchStatus())) {
            executions.ended(execution);
        }
        return execution;
    }

    private static String job(boolean back) {
        return back ? BACK : AHEAD;
    }

    private static Properties parameters(long rolloutId) {
        Properties parameters = new Properties();
        parameters.setProperty("rolloutId", Long.toString(rolloutId));
        return parameters;
    }
}
