package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/**
 * Lets an execution write only while its ticket is good: it is the newest of its rollout, and its node holds the lease of that
 * epoch by the database's clock. So a node that stood still for too long (SIGSTOP, a paused machine) is refused before anybody
 * has taken the rollout over, and afterwards even more so.
 */
@Dependent
class Fence {
    private final RolloutStore store;
    private final Helm helm;

    @Inject
    Fence(RolloutStore store, Helm helm) {
        this.store = store;
        this.helm = helm;
    }

    /**
     * The rollout's row, locked until the end of the transaction.
     *
     * @throws org.mcpcoordinator.problem.ProblemException ROLLOUT_FENCED
     */
    RolloutRow enter(Ticket ticket) {
        RolloutRow row = store.lock(ticket.rolloutId()).orElseThrow(() -> Commands.fenced(ticket.rolloutId()));
        if (row.epoch != ticket.epoch() || row.execution != ticket.executionId() || !holds(ticket)) {
            throw Commands.fenced(row.id);
        }
        return row;
    }

    /**
     * Writes the row; the lease may have run out since it was locked.
     *
     * @throws org.mcpcoordinator.problem.ProblemException ROLLOUT_FENCED; nothing of the transaction stays then
     */
    void write(RolloutRow row, Ticket ticket) {
        if (!holds(ticket) || store.write(row, ticket.epoch(), ticket.executionId()) == 0) {
            throw Commands.fenced(row.id);
        }
    }

    private boolean holds(Ticket ticket) {
        return helm.holds(ticket.rolloutId(), ticket.epoch());
    }
}
