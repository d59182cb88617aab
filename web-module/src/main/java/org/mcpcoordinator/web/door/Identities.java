package org.mcpcoordinator.web.door;

import org.mcpcoordinator.access.Caller;

/** Lets what is done for a caller be done in its name, so that {@code @RolesAllowed} sees its roles. */
@FunctionalInterface
interface Identities {
    /** Does it as the caller, on this thread. */
    void as(Caller caller, Work work) throws Exception;

    /** Something to be done. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
