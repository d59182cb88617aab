package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * An execution takes a rollout into its hands: with the lease, and whatever a person meant who has started its job. Where
 * the job was started without a rollout, one is found or made.
 */
@Dependent
class Takeover {
    private final RolloutStore store;
    private final RolloutBook book;
    private final Commands commands;
    private final Helm helm;
    private final JobTrail trail;

    @Inject
    Takeover(RolloutStore store, RolloutBook book, Commands commands, Helm helm, JobTrail trail) {
        this.store = store;
        this.book = book;
        this.commands = commands;
        this.helm = helm;
        this.trail = trail;
    }

    /** The job {@code rollout} begins; see {@link RolloutSteps#open}. */
    Ticket ahead(long rolloutId, long jobInstance, long executionId) {
        long id = named(rolloutId, jobInstance)
                .orElseGet(() -> ofNewest(jobInstance).id());
        return take(id, jobInstance, executionId, false);
    }

    /** The job {@code rollback} begins; see {@link RolloutSteps#openBack}. */
    Ticket back(long rolloutId, long jobInstance, long executionId) {
        return take(named(rolloutId, jobInstance).orElseGet(book::newestRollout), jobInstance, executionId, true);
    }

    private Optional<Long> named(long rolloutId, long jobInstance) {
        return rolloutId != 0
                ? Optional.of(rolloutId)
                : store.ofJob(jobInstance).map(row -> row.id);
    }

    private Ticket take(long id, long jobInstance, long executionId, boolean back) {
        RolloutState before = store.find(id).map(row -> row.state).orElse(RolloutState.PENDING);
        long epoch = helm.own(id)
                .orElseThrow(() ->
                        new ProblemException(ProblemCode.LEASE_LOST, "another node carries rollout " + id + " on"));
        boolean ours = helm.begins(id, executionId);
        Ticket ticket = commands.take(id, epoch, jobInstance, executionId, back, ours);
        helm.taken(id);
        if (!ours) {
            trail.startedAgain(id, before, back);
        }
        return ticket;
    }

    private Rollout ofNewest(long jobInstance) {
        return trail.started(() ->
                book.insertNewest(Optional.empty(), List.of(), Profile.CAREFUL.id(), JobTrail.WILDFLY, jobInstance));
    }
}
