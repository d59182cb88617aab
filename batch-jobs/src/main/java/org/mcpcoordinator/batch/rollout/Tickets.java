package org.mcpcoordinator.batch.rollout;

import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.mcpcoordinator.rollout.RolloutSteps;
import org.mcpcoordinator.rollout.Ticket;

/** The ticket of the execution under way: taken by its first step, whichever that is after a restart. */
@Dependent
class Tickets {
    private static final String BACK = "rollback";

    private final JobContext job;
    private final RolloutSteps steps;

    @Inject
    Tickets(JobContext job, RolloutSteps steps) {
        this.job = job;
        this.steps = steps;
    }

    /** Takes a ticket; {@code rolloutId} is 0 if the job was started without one. */
    Ticket take(long rolloutId) {
        Ticket ticket = job.getJobName().equals(BACK)
                ? steps.openBack(rolloutId, job.getInstanceId(), job.getExecutionId())
                : steps.open(rolloutId, job.getInstanceId(), job.getExecutionId());
        job.setTransientUserData(ticket);
        return ticket;
    }

    Ticket current() {
        return job.getTransientUserData() instanceof Ticket ticket ? ticket : take(0);
    }

    /** The phase a part is about, as the job names it; the way back is always the last one. */
    int phase(String named) {
        return named.equals(BACK) ? current().phases() - 1 : Integer.parseInt(named);
    }

    /** What the job is to say of its end, in its column of 512 characters. */
    void exit(String status) {
        job.setExitStatus(status.length() > 500 ? status.substring(0, 500) : status);
    }
}
