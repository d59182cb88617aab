package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of whoever carries rollouts out. Every step reads where the rollout stands from the database, so that a
 * restart is simply another run; every write is refused with ROLLOUT_FENCED once a newer execution or owner is there, or
 * this node's lease has run out.
 */
@Stateless
@PermitAll
public class RolloutSteps {
    @Inject
    RolloutStore store;

    @Inject
    Takeover takeover;

    @Inject
    Endings endings;

    @Inject
    Snapshots snapshots;

    @Inject
    ItemStore items;

    @Inject
    Judge judge;

    @Inject
    Release release;

    @Inject
    SlowChunks slowChunks;

    @Inject
    Chronicle chronicle;

    @Inject
    Fence fence;

    @Inject
    Helm helm;

    @Inject
    Clock clock;

    @Inject
    RolloutNews news;

    /** What the transaction of a chunk may take, as the job reads it when it begins. */
    Supplier<Duration> longestChunk =
            () -> Duration.ofSeconds(ChunkConfig.fromSettings().seconds());

    /**
     * An execution of the job {@code rollout} begins, or begins again: it takes the rollout's lease and fences every older
     * execution. Without a rollout of its own it makes one of the fleet imported last, with phases 100, 500, 1000 and
     * profile careful. A rollout that had failed begins again, as if it were recovered: only a person restarts its job.
     *
     * @param rolloutId 0 if the job was started without one
     * @param jobInstance the same for all executions of one job
     * @throws ProblemException ROLLOUT_NOT_FOUND, ROLLOUT_STATE, ROLLOUT_FENCED, LEASE_LOST, NO_FLEET, ROLLOUT_ACTIVE,
     *     REMOVAL_TOO_LARGE
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Ticket open(long rolloutId, long jobInstance, long executionId) {
        return takeover.ahead(rolloutId, jobInstance, executionId);
    }

    /**
     * As {@link #open}, for the job {@code rollback}, which brings the rollout's servers back to the last stable revision.
     * Without a rollout of its own it takes the newest rollout of the fleet imported last.
     *
     * @throws ProblemException as {@link #open}, and NO_STABLE_VERSION, ROLLBACK_NOOP
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Ticket openBack(long rolloutId, long jobInstance, long executionId) {
        return takeover.back(rolloutId, jobInstance, executionId);
    }

    /**
     * The next instances of a phase whose wish is to be written; empty when the phase has none left, and while the
     * rollout is not running.
     *
     * @param from position to begin at, at the earliest
     * @param most at most so many
     */
    public List<InstanceOrder> orders(Ticket ticket, int phase, int from, int most) {
        helm.heard(ticket.rolloutId());
        RolloutRow row = store.find(ticket.rolloutId()).orElseThrow(() -> Commands.fenced(ticket.rolloutId()));
        boolean goes = row.state == (ticket.back() ? RolloutState.ROLLING_BACK : RolloutState.RUNNING);
        if (!goes || phase < row.phase) {
            return List.of();
        }
        return items.orders(row.id, phase, Math.max(from, row.wished), most);
    }

    /** Writes the wishes, in the transaction of the chunk: all of them with the position reached, or none. */
    public void wish(Ticket ticket, List<InstanceOrder> orders) {
        store.breakOff(longestChunk.get());
        RolloutRow row = fence.enter(ticket);
        if (row.state == RolloutState.ABORTING || !row.state.open()) {
            return;
        }
        release.wish(row, orders);
        orders.forEach(order -> row.wished = Math.max(row.wished, order.position() + 1));
        fence.write(row, ticket);
    }

    /**
     * The last chunk of this execution took longer than its transaction may, and was rolled back as a whole: it is repeated
     * once, by the next execution.
     *
     * @param took from the beginning of the chunk until it failed
     * @param limit what its transaction may take
     * @throws ProblemException ROLLOUT_FENCED
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void tooSlow(Ticket ticket, Duration took, Duration limit) {
        RolloutRow row = fence.enter(ticket);
        if (row.state.open()) {
            slowChunks.note(row, took, limit, now());
            fence.write(row, ticket);
            tell(row);
        }
    }

    /** Looks at the gate of a phase: lets more servers go, counts, judges, and moves the rollout on when it is time. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public GateAnswer look(Ticket ticket, int phase) {
        helm.heard(ticket.rolloutId());
        if (turnedRound(ticket)) {
            return GateAnswer.of(GateAnswer.Kind.ABORTED);
        }
        RolloutRow row = fence.enter(ticket);
        return switch (row.state) {
            case PAUSED, AWAITING_PROMOTION -> GateAnswer.of(GateAnswer.Kind.PAUSED);
            case ABORTING -> aborted(row, ticket);
            case FAILED -> GateAnswer.of(GateAnswer.Kind.FAILED);
            case RUNNING, ROLLING_BACK ->
                phase < row.phase ? GateAnswer.of(GateAnswer.Kind.GO) : judged(row, ticket, phase);
            case PENDING, SUCCEEDED, ROLLED_BACK, CANCELLED -> throw Commands.fenced(row.id);
        };
    }

    /** The rollout goes back meanwhile, which is another job's work: this one is over for good. */
    private boolean turnedRound(Ticket ticket) {
        return !ticket.back()
                && store.find(ticket.rolloutId()).filter(RolloutRow::back).isPresent();
    }

    private GateAnswer judged(RolloutRow row, Ticket ticket, int phase) {
        Judge.Finding finding = judge.judge(row, phase, now());
        fence.write(row, ticket);
        if (finding.news()) {
            tell(row);
        }
        return finding.answer();
    }

    private GateAnswer aborted(RolloutRow row, Ticket ticket) {
        Instant now = now();
        endings.end(row, RolloutState.CANCELLED, row.reason, row.detail, now);
        chronicle.entered(row, now);
        fence.write(row, ticket);
        tell(row);
        return GateAnswer.of(GateAnswer.Kind.ABORTED);
    }

    /** All phases are through: the rollout has succeeded. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Rollout close(Ticket ticket) {
        RolloutRow row = fence.enter(ticket);
        if (row.state.open()) {
            boolean aborted = row.state == RolloutState.ABORTING;
            RolloutState how =
                    aborted ? RolloutState.CANCELLED : row.back() ? RolloutState.ROLLED_BACK : RolloutState.SUCCEEDED;
            boolean plain = how == RolloutState.SUCCEEDED;
            Instant now = now();
            endings.end(row, how, plain ? "" : row.reason, plain ? "" : row.detail, now);
            chronicle.entered(row, now);
            fence.write(row, ticket);
        }
        return tell(row);
    }

    /** The execution ends, whatever the reason: the lease is given back, unless a newer execution is at work. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void leave(Ticket ticket) {
        store.find(ticket.rolloutId())
                .filter(row -> row.execution == ticket.executionId())
                .ifPresent(row -> helm.leave(row.id));
    }

    /** The execution was told to stop by the server or a person, not by the rollout. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public void stopped(Ticket ticket) {
        helm.stopped(ticket.rolloutId());
    }

    private Rollout tell(RolloutRow row) {
        Rollout rollout = snapshots.of(row);
        news.tell(rollout);
        return rollout;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
