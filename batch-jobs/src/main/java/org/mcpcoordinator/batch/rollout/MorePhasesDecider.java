package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.Decider;
import jakarta.batch.runtime.StepExecution;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;

/** Leaves out the phases a rollout does not have. */
@Named
@Dependent
public class MorePhasesDecider implements Decider {
    @Inject
    @BatchProperty
    String phase;

    @Inject
    Tickets tickets;

    @Override
    public String decide(StepExecution[] executions) {
        return tickets.current().phases() > Integer.parseInt(phase) ? "MORE" : "DONE";
    }
}
