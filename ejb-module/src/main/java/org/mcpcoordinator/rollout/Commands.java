package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
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
    private final Endings endings;
    private final Snapshots snapshots;
    private final Clock clock;
    private final Event<RolloutMoved> moved;

    @Inject
    Commands(RolloutStore store, Endings endings, Snapshots snapshots, Clock clock, Event<RolloutMoved> moved) {
        this.store = store;
        this.endings = endings;
        this.snapshots = snapshots;
        this.clock = clock;
        this.moved = moved;
    }

    Rollout act(long id, String action, String caller) {
        RolloutRow row = locked(id);
        long execution = row.execution;
        Instant now = now();
        switch (action) {
            case "pause" -> {
                require(row, action, RolloutState.PENDING, RolloutState.RUNNING);
                row.state = RolloutState.PAUSED;
                row.reason = "OPERATOR";
                row.detail = "paused by " + caller;
            }
            case "resume" -> {
                require(row, action, RolloutState.PAUSED);
                row.run(now);
            }
            case "promote" -> {
                require(row, action, RolloutState.AWAITING_PROMOTION, RolloutState.PAUSED);
                row.run(now);
            }
            case "abort" -> {
                if (!row.state.open() || row.state == RolloutState.ABORTING) {
                    throw cannot(row, action);
                }
                row.state = RolloutState.ABORTING;
                row.reason = "OPERATOR";
                row.detail = "aborted by " + caller;
            }
            case "recover" -> recover(row, now);
            default ->
                throw new ProblemException(
                        ProblemCode.ACTION_UNKNOWN,
                        "there is no action " + action + "; there are pause, resume, promote, abort and recover");
        }
        return write(row, execution);
    }

    /** A crash-stuck one is taken over as it is; the newest failed one begins again, recognising what is done. */
    private void recover(RolloutRow row, Instant now) {
        if (row.state == RolloutState.FAILED) {
            if (store.newest(row.fleet).orElse(0L) != row.id) {
                throw new ProblemException(
                        ProblemCode.ROLLOUT_STATE,
                        "a later rollout of fleet " + row.fleet + " exists; make a new plan instead");
            }
            row.reopen(now);
            row.execution = 0;
        } else {
            require(row, "recover", RolloutState.PENDING, RolloutState.RUNNING, RolloutState.ABORTING);
        }
    }

    /**
     * An execution takes the rollout into its hands; every older one is fenced from here on. Nobody but a person starts
     * the job of a failed rollout again.
     */
    Ticket take(long id, long epoch, long jobInstance, long executionId) {
        RolloutRow row = locked(id);
        if (!row.state.open() && row.state != RolloutState.FAILED) {
            throw new ProblemException(ProblemCode.ROLLOUT_STATE, "rollout " + id + " has ended: " + row.state);
        }
        if (row.epoch > epoch || row.execution > executionId) {
            throw fenced(id);
        }
        long before = row.execution;
        long beforeEpoch = row.epoch;
        if (row.state == RolloutState.FAILED) {
            recover(row, now());
        }
        row.epoch = epoch;
        row.execution = executionId;
        row.jobInstance = jobInstance;
        if (row.state != RolloutState.ABORTING) {
            row.run(now());
        }
        if (store.write(row, beforeEpoch, before) == 0) {
            throw fenced(id);
        }
        moved.fire(new RolloutMoved(snapshots.of(row)));
        return new Ticket(id, epoch, executionId, store.phases(List.of(id)).size());
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
            row.state = RolloutState.PAUSED;
            row.reason = "OPERATOR";
            row.detail = "its batch job was stopped; resume the rollout or restart the job";
            write(row, row.execution);
        }
    }

    /** The job was started and never began. */
    void neverBegan(long id, String why) {
        RolloutRow row = locked(id);
        if (row.state == RolloutState.PENDING) {
            endings.end(row, RolloutState.FAILED, "JOB_DID_NOT_BEGIN", why, now());
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
            throw RolloutBook.oneIsOpen(refused, row.fleet);
        }
        Rollout rollout = snapshots.of(row);
        moved.fire(new RolloutMoved(rollout));
        return rollout;
    }

    private RolloutRow locked(long id) {
        return store.lock(id)
                .orElseThrow(() -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "there is no rollout " + id));
    }

    private static void require(RolloutRow row, String action, RolloutState... states) {
        if (!List.of(states).contains(row.state)) {
            throw cannot(row, action);
        }
    }

    private static ProblemException cannot(RolloutRow row, String action) {
        return new ProblemException(
                ProblemCode.ROLLOUT_STATE, "cannot " + action + " rollout " + row.id + ": it is " + row.state);
    }

    static ProblemException fenced(long id) {
        return new ProblemException(
                ProblemCode.ROLLOUT_FENCED, "another execution or node carries rollout " + id + " on");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
