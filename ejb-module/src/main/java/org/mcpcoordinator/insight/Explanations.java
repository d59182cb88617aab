package org.mcpcoordinator.insight;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of whoever asks why: gathers what all packages know of a server or a rollout, and says what to try next. */
@Stateless
@PermitAll
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Explanations {
    @Inject
    ServerStory servers;

    @Inject
    RolloutStory rollouts;

    /**
     * Why a server is in its state, or what became of one that is gone.
     *
     * @throws ProblemException SERVER_NOT_FOUND
     */
    public Explanation server(String name) {
        return servers.of(name);
    }

    /**
     * Why a rollout stands where it stands.
     *
     * @throws ProblemException ROLLOUT_NOT_FOUND
     */
    public Explanation rollout(long id) {
        return rollouts.of(id);
    }
}
