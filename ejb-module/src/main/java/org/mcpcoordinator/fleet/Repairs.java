package org.mcpcoordinator.fleet;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.Collection;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of what a reconciler puts right by itself. Each repair asks for the lease under which it was found necessary, in its
 * own transaction and when its rows are written: who stood still in between changes nothing.
 */
@Stateless
@PermitAll
public class Repairs {
    @Inject
    Fleet fleet;

    @Inject
    Leases leases;

    /**
     * As {@link Fleet#reseat}.
     *
     * @throws ProblemException LEASE_LOST: nothing is written
     */
    public void reseat(Collection<Reseat> wanted, Lease under) {
        if (!wanted.isEmpty()) {
            fleet.reseat(wanted);
            leases.confirm(under);
        }
    }

    /**
     * As {@link Fleet#correct}.
     *
     * @throws ProblemException LEASE_LOST: nothing is written
     */
    public void correct(Collection<Correction> wanted, Lease under) {
        if (!wanted.isEmpty()) {
            fleet.correct(wanted);
            leases.confirm(under);
        }
    }

    /**
     * As {@link Fleet#outrun}.
     *
     * @throws ProblemException LEASE_LOST: nothing is written
     */
    public void outrun(Collection<Outrun> wanted, Lease under) {
        if (!wanted.isEmpty()) {
            fleet.outrun(wanted);
            leases.confirm(under);
        }
    }
}
