package org.mcpcoordinator.batch.rollout;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemException;

/** Takes the rollout into this execution's hands, or makes one where the job was started without. */
@Named
@Dependent
public class OpenBatchlet extends AbstractBatchlet {
    private static final Logger LOG = Logger.getLogger(OpenBatchlet.class);

    @Inject
    @BatchProperty
    @Nullable
    String rolloutId;

    @Inject
    Tickets tickets;

    @Override
    public String process() {
        try {
            tickets.take(rolloutId == null || rolloutId.isBlank() ? 0 : Long.parseLong(rolloutId.trim()));
            return "OPEN";
        } catch (ProblemException refused) {
            LOG.warnf("The job ends at once: %s, %s", refused.code(), refused.detail());
            tickets.exit(refused.code() + ": " + refused.detail());
            return "REFUSED";
        } catch (NumberFormatException notAnId) {
            LOG.warn("The job ends at once", notAnId);
            tickets.exit("REQUEST_INVALID: rolloutId is not a number");
            return "REFUSED";
        }
    }
}
