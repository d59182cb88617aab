package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** What people, and the node itself, do to a rollout that is there. Each method is one transaction. */
@Dependent
@Transactional
class Commands {
    private final RolloutStore store;
    private final Steering steering;
    private final Chronicle chronicle;
    private final Endings endings;
    private final Snapshots snapshots;
    private final Clock clock;
    private final RolloutNews news;

    @Inject
    Commands(
            RolloutStore store,
            Steering steering,
            Chronicle chronicle,
            Endings endings,
            Snapshots snapshots,
            Clock clock,
            RolloutNews news) {
        this.store = store;
        this.steering = steering;
        this.chronicle = chronicle;
        this.endings = endings;
        this.snapshots = snapshots;
        this.clock = clock;
        this.news = news;
    }

    Rollout act(long id, String action, String caller, String why) {
        RolloutRow row = locked(id);
        long execution = row.execution;
        steering.act(row, action, caller, why, now());
        return write(row, execution);
    }

    /**
     * An execution takes the rollout into its hands; every older one is fenced from here on. Nobody but a person starts
     * the job of a failed rollout again.
     *
     * @param back true for an execution that carries it back
     * @param ours true if this node has launched it: then it does what is wished now, even if that is to stand still. An
     *     execution that a person has started in WildFly means: go on
     */
    Ticket take(long id, long epoch, long jobInstance, long executionId, boolean back, boolean ours) {
        RolloutRow row = locked(id);
        if (!row.state.open() && row.state != RolloutState.FAILED && !(back && row.state == RolloutState.CANCELLED)) {
            throw new ProblemException(ProblemCode.ROLLOUT_STATE, "rollout " + id + " has ended: " + row.state);
        }
        if (row.epoch > epoch || row.execution > executionId) {
            throw fenced(id);
        }
        if (row.back() && !back) {
            throw new ProblemException(
                    ProblemCode.ROLLOUT_STATE, "rollout " + id + " goes back; the job rollback carries it on");
        }
        long before = row.execution;
        long beforeEpoch = row.epoch;
        Instant now = now();
        if (!ours) {
            steering.started(row, back, now);
        }
        row.epoch = epoch;
        row.execution = executionId;
        row.jobInstance = jobInstance;
        switch (row.state) {
            case PENDING, RUNNING -> {
                if (row.state == RolloutState.PENDING || beforeEpoch != epoch) {
                    row.state = RolloutState.RUNNING;
                    chronicle.entered(row, "carried out by batch execution " + executionId, now);
                }
                row.run(now);
            }
            case ROLLING_BACK -> row.rearm(now);
            case PAUSED, AWAITING_PROMOTION, ABORTING, SUCCEEDED, FAILED, ROLLED_BACK, CANCELLED -> {}
        }
        if (store.write(row, beforeEpoch, before) == 0) {
            throw fenced(id);
        }
        news.tell(snapshots.of(row));
        return new Ticket(id, epoch, executionId, store.phases(List.of(id)).size(), back);
    }

    /** Takes note of an execution that was started and has not spoken yet. */
    void launched(long id, long executionId) {
        RolloutRow row = locked(id);
        if (row.execution < executionId) {
            long before = row.execution;
            row.execution = executionId;
            store.write(row, row.epoch, before);
        }
    }

    /** The job was stopped, not the rollout: a person did that through WildFly. */
    void pausedByJob(long id) {
        RolloutRow row = locked(id);
        if (row.state == RolloutState.RUNNING) {
            row.stand(
                    RolloutState.PAUSED,
                    "OPERATOR",
                    "its batch job was stopped; resume the rollout or restart the job");
            chronicle.entered(row, now());
            write(row, row.execution);
        }
    }

    /** The job was started, for the first time or again, and never began. */
    void neverBegan(long id, String why) {
        RolloutRow row = locked(id);
        if (store.toBeDriven(id).isPresent()) {
            endings.end(row, RolloutState.FAILED, "JOB_DID_NOT_BEGIN", why, now());
            chronicle.entered(row, now());
            write(row, row.execution);
        }
    }

    /** One of them as it is now; empty if nothing is to be driven any more. */
    Optional<RolloutRow> toBeDriven(long id) {
        return store.toBeDriven(id);
    }

    List<RolloutRow> toBeDriven() {
        return store.toBeDriven();
    }

    private Rollout write(RolloutRow row, long execution) {
        try {
            if (store.write(row, row.epoch, execution) == 0) {
                throw fenced(row.id);
            }
        } catch (PersistenceException refused) {
            throw Register.oneIsOpen(refused, row.fleet);
        }
        Rollout rollout = snapshots.of(row);
        news.tell(rollout);
        return rollout;
    }

    private RolloutRow locked(long id) {
        return store.lock(id)
                .orElseThrow(() -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "there is no rollout " + id));
    }

    static ProblemException fenced(long id) {
        return new ProblemException(
                ProblemCode.ROLLOUT_FENCED, "another execution or node carries rollout " + id + " on");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
