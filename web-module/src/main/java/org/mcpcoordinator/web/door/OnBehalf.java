package org.mcpcoordinator.web.door;

import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Does for a caller, in its name, what is not done within its request. */
@ApplicationScoped
public class OnBehalf {
    private volatile @Nullable Identities identities;

    void open(Identities known) {
        identities = known;
    }

    /** Does it on this thread; the EJBs that are called see the caller's roles, as in a request of its own. */
    public void run(Caller caller, Runnable work) throws Exception {
        Identities known = identities;
        if (known == null) {
            throw new ProblemException(ProblemCode.SERVER_AWAY, "The coordinator is starting; try again in a moment.");
        }
        known.as(caller, work::run);
    }
}
