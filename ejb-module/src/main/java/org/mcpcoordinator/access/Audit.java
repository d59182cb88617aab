package org.mcpcoordinator.access;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;

/** The audit trail: who did what, when, to what end. Rows are only ever added. */
@Stateless
@PermitAll
public class Audit {
    /**
     * Adds one entry, in a transaction of its own, so that refusals are kept too.
     *
     * @param who the caller
     * @param action verb of the trade, for example {@code rollout.start}
     * @param target what it was done to, for example a server's name
     * @param outcome {@code ok} or the code of the problem
     * @param detail one sentence without secrets; may be empty
     */
    public void record(Caller who, String action, String target, String outcome, String detail) {
        throw new UnsupportedOperationException();
    }
}
