package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.Wish;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * The desk of whoever carries rollouts out. Every step reads where the rollout stands from the database, so that a
 * restart is simply another run; every write is refused with ROLLOUT_FENCED once a newer execution or owner is there.
 */
@Stateless
@PermitAll
public class RolloutSteps {
    @Inject
    RolloutStore store;

    @Inject
    RolloutBook book;

    @Inject
    Commands commands;

    @Inject
    Endings endings;

    @Inject
    Snapshots snapshots;

    @Inject
    Definitions definitions;

    @Inject
    Helm helm;

    @Inject
    JobTrail trail;

    @Inject
    Fleet fleet;

    @Inject
    Cluster cluster;

    @Inject
    Clock clock;

    @Inject
    Event<RolloutMoved> moved;

    /**
     * An execution begins, or begins again: it takes the rollout's lease and fences every older execution. Without a
     * rollout of its own it makes one of the fleet imported last, with phases 100, 500, 1000 and profile careful. A
     * rollout that had failed begins again, as if it were recovered: only a person restarts its job.
     *
     * @param rolloutId 0 if the job was started without one
     * @param jobInstance the same for all executions of one job
     * @throws ProblemException ROLLOUT_NOT_FOUND, ROLLOUT_STATE, ROLLOUT_FENCED, LEASE_LOST, NO_FLEET, ROLLOUT_ACTIVE,
     *     REMOVAL_TOO_LARGE
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Ticket open(long rolloutId, long jobInstance, long executionId) {
        long id = rolloutId != 0
                ? rolloutId
                : store.ofJob(jobInstance)
                        .map(row -> row.id)
                        .orElseGet(() -> ofNewest(jobInstance).id());
        RolloutState before = store.find(id).map(row -> row.state).orElse(RolloutState.PENDING);
        long epoch = helm.own(id)
                .orElseThrow(() ->
                        new ProblemException(ProblemCode.LEASE_LOST, "another node carries rollout " + id + " on"));
        Ticket ticket = commands.take(id, epoch, jobInstance, executionId);
        trail.startedAgain(id, before);
        return ticket;
    }

    private Rollout ofNewest(long jobInstance) {
        RolloutBook.Terms usual = RolloutBook.terms(List.of(), Profile.CAREFUL.name(), 0);
        return trail.started(() -> book.insertNewest(Optional.empty(), usual, JobTrail.WILDFLY, jobInstance));
    }

    /**
     * The next instances of a phase whose wish is to be written; empty when the phase has none left, and while the
     * rollout is not running.
     *
     * @param from position to begin at, at the earliest
     * @param most at most so many
     */
    public List<InstanceOrder> orders(Ticket ticket, int phase, int from, int most) {
        RolloutRow row = store.find(ticket.rolloutId()).orElseThrow(() -> Commands.fenced(ticket.rolloutId()));
        if (row.state != RolloutState.RUNNING || phase < row.phase) {
            return List.of();
        }
        return store.orders(row.id, phase, Math.max(from, row.wished), most);
    }

    /** Writes the wishes, in the transaction of the chunk: all of them with the position reached, or none. */
    public void wish(Ticket ticket, List<InstanceOrder> orders) {
        RolloutRow row = mine(ticket);
        if (row.state == RolloutState.ABORTING || !row.state.open()) {
            return;
        }
        Map<String, ServerDefinition> known = definitions.of(row.revision);
        String host = cluster.localHost();
        List<Wish> wishes = new ArrayList<>();
        List<InstanceKey> removals = new ArrayList<>();
        for (InstanceOrder order : orders) {
            ServerDefinition definition = known.get(order.key().server());
            if (order.removal()) {
                removals.add(order.key());
            } else if (definition != null) {
                wishes.add(new Wish(row.fleet, order.key(), host, definition, row.revision, order.port()));
            }
            row.wished = Math.max(row.wished, order.position() + 1);
        }
        fleet.wish(wishes);
        fleet.remove(removals);
        save(row, ticket);
    }

    /** Looks at the gate of a phase: lets more servers go, counts, judges, and moves the rollout on when it is time. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public GateAnswer look(Ticket ticket, int phase) {
        RolloutRow row = mine(ticket);
        return switch (row.state) {
            case PAUSED, AWAITING_PROMOTION -> GateAnswer.of(GateAnswer.Kind.PAUSED);
            case ABORTING -> end(row, ticket, RolloutState.CANCELLED, row.reason, row.detail, GateAnswer.Kind.ABORTED);
            case FAILED -> GateAnswer.of(GateAnswer.Kind.FAILED);
            case RUNNING -> phase < row.phase ? GateAnswer.of(GateAnswer.Kind.GO) : judge(row, ticket, phase);
            case PENDING, ROLLING_BACK, SUCCEEDED, ROLLED_BACK, CANCELLED -> throw Commands.fenced(row.id);
        };
    }

    /** All phases are through: the rollout has succeeded. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Rollout close(Ticket ticket) {
        RolloutRow row = mine(ticket);
        if (row.state.open()) {
            boolean aborted = row.state == RolloutState.ABORTING;
            endings.end(
                    row,
                    aborted ? RolloutState.CANCELLED : RolloutState.SUCCEEDED,
                    aborted ? row.reason : "",
                    aborted ? row.detail : "",
                    now());
            save(row, ticket);
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

    private GateAnswer judge(RolloutRow row, Ticket ticket, int phase) {
        if (row.wished < store.end(row.id, phase)) {
            return GateAnswer.of(GateAnswer.Kind.PAUSED);
        }
        Instant now = now();
        Profile rules = row.rules();
        int healthyBefore = row.healthy;
        int failedBefore = row.failed;
        List<Measured.Batch> batches = store.batches(row.id, phase, now.minus(rules.minHealthy()));
        Measured counted = new Measured(row.planned, batches, Duration.ZERO);
        row.count(counted.healthy(), counted.failed(), now);
        Measured measured = new Measured(row.planned, batches, Duration.between(row.progressAt, now));
        Optional<Gates.Stop> stop = Gates.stop(measured, row.progressSeconds);
        if (stop.isPresent()) {
            verdicts(row, phase, measured, now);
            String first =
                    store.firstFailed(row).map(server -> "; first: " + server).orElse("");
            return end(
                    row,
                    ticket,
                    RolloutState.FAILED,
                    stop.get().reason(),
                    stop.get().detail() + first,
                    GateAnswer.Kind.FAILED);
        }
        Pace pace = Pace.of(measured, rules, phase, row.batch);
        Duration steady = row.steady(pace.holds(), now);
        boolean changed = row.healthy != healthyBefore || row.failed != failedBefore;
        GateAnswer answer = new GateAnswer(GateAnswer.Kind.WAIT, pace.patience(measured, steady));
        if (pace.baked(steady) && pace.last()) {
            verdicts(row, phase, measured, now);
            row.nextPhase(now);
            changed = true;
            answer = GateAnswer.of(GateAnswer.Kind.GO);
        } else if (pace.baked(steady)) {
            row.nextBatch(now);
            answer = new GateAnswer(GateAnswer.Kind.WAIT, Duration.ZERO);
        } else if (pace.room() > 0) {
            fleet.letGo(store.held(row.id, phase, pace.upTo(), pace.room()));
        }
        save(row, ticket);
        if (changed) {
            tell(row);
        }
        return answer;
    }

    private GateAnswer end(
            RolloutRow row, Ticket ticket, RolloutState how, String reason, String detail, GateAnswer.Kind kind) {
        endings.end(row, how, reason, detail, now());
        save(row, ticket);
        tell(row);
        return GateAnswer.of(kind);
    }

    private void verdicts(RolloutRow row, int phase, Measured measured, Instant now) {
        Gates.checks(measured, row.progressSeconds)
                .forEach(check -> store.put(VerdictRow.of(row.id, phase, check, now)));
    }

    private RolloutRow mine(Ticket ticket) {
        RolloutRow row = store.lock(ticket.rolloutId()).orElseThrow(() -> Commands.fenced(ticket.rolloutId()));
        if (row.epoch != ticket.epoch() || row.execution != ticket.executionId()) {
            throw Commands.fenced(row.id);
        }
        return row;
    }

    private void save(RolloutRow row, Ticket ticket) {
        if (store.write(row, ticket.epoch(), ticket.executionId()) == 0) {
            throw Commands.fenced(row.id);
        }
    }

    private Rollout tell(RolloutRow row) {
        Rollout rollout = snapshots.of(row);
        moved.fire(new RolloutMoved(rollout));
        return rollout;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
