package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutSteps;

/** Closes the rollout and says how it went. */
@Named
@Dependent
public class ReportBatchlet extends AbstractBatchlet {
    private static final Logger LOG = Logger.getLogger(ReportBatchlet.class);

    @Inject
    Tickets tickets;

    @Inject
    RolloutSteps steps;

    @Override
    public String process() {
        try {
            Rollout rollout = steps.close(tickets.current());
            List<Rollout.Phase> phases = rollout.phases();
            LOG.infof(
                    "Rollout %d of fleet %s is %s: %d of %d servers are healthy, %d failed",
                    rollout.id(),
                    rollout.fleet(),
                    rollout.state(),
                    phases.get(phases.size() - 1).healthy(),
                    rollout.planned(),
                    rollout.failed());
            tickets.exit(rollout.state().name());
            return rollout.state().name();
        } catch (ProblemException refused) {
            if (refused.code() != ProblemCode.ROLLOUT_FENCED) {
                throw refused;
            }
            return "FENCED";
        }
    }
}
