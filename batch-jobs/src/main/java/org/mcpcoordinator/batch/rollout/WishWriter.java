package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.InstanceOrder;
import org.mcpcoordinator.rollout.RolloutSteps;

/** Writes wishes and reserves ports: the chunk's transaction touches the database and nothing else. */
@Named
@Dependent
public class WishWriter extends AbstractItemWriter {
    @Inject
    Tickets tickets;

    @Inject
    RolloutSteps steps;

    @Override
    public void writeItems(List<Object> items) {
        try {
            steps.wish(
                    tickets.current(),
                    items.stream().map(InstanceOrder.class::cast).toList());
        } catch (ProblemException refused) {
            if (refused.code() == ProblemCode.ROLLOUT_FENCED) {
                tickets.exit("FENCED");
            }
            throw refused;
        }
    }
}
