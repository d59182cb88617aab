package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.listener.JobListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.mcpcoordinator.rollout.RolloutSteps;
import org.mcpcoordinator.rollout.Ticket;

/** Knows when an execution begins and ends in this process. */
@Named
@Dependent
public class RolloutJobListener implements JobListener {
    @Inject
    JobContext job;

    @Inject
    Executions executions;

    @Inject
    RolloutSteps steps;

    @Override
    public void beforeJob() {
        executions.began(job.getExecutionId());
    }

    /**
     * It has ended even if the database is away, of which it may have died: as long as it counts as alive, nobody takes
     * the rollout up.
     */
    @Override
    public void afterJob() {
        try {
            if (job.getTransientUserData() instanceof Ticket ticket) {
                executions
                        .slowChunk(job.getExecutionId())
                        .ifPresent(chunk -> steps.tooSlow(ticket, chunk.took(), chunk.limit()));
                steps.leave(ticket);
            }
        } finally {
            executions.ended(job.getExecutionId());
        }
    }
}
