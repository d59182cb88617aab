package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** What each action does to the row of a rollout, and in which states it may. The caller holds the row and writes it. */
@Dependent
class Steering {
    private static final String OPERATOR = "OPERATOR";

    private final RolloutStore store;
    private final ItemStore items;
    private final Chronicle chronicle;
    private final WayBack wayBack;
    private final Promises promises;

    @Inject
    Steering(RolloutStore store, ItemStore items, Chronicle chronicle, WayBack wayBack, Promises promises) {
        this.store = store;
        this.items = items;
        this.chronicle = chronicle;
        this.wayBack = wayBack;
        this.promises = promises;
    }

    /**
     * Does what a person asks.
     *
     * @param why in the caller's words; may be empty
     */
    void act(RolloutRow row, String action, String caller, String why, Instant now) {
        switch (action) {
            case "pause" -> {
                require(row, action, RolloutState.PENDING, RolloutState.RUNNING);
                row.stand(RolloutState.PAUSED, OPERATOR, "paused by " + caller);
            }
            case "resume" -> {
                require(row, action, RolloutState.PAUSED);
                row.run(now);
            }
            case "promote" -> {
                require(row, action, RolloutState.AWAITING_PROMOTION, RolloutState.PAUSED);
                promote(row, now);
            }
            case "abort" -> {
                if (!row.state.open() || row.state == RolloutState.ABORTING) {
                    throw cannot(row, action);
                }
                row.stand(RolloutState.ABORTING, OPERATOR, "aborted by " + caller);
            }
            case "rollback" -> rollback(row, caller, now);
            case "recover" -> recover(row, now);
            case "acknowledge" -> acknowledge(row, caller, now);
            default ->
                throw new ProblemException(
                        ProblemCode.ACTION_UNKNOWN,
                        "there is no action " + action
                                + "; there are pause, resume, promote, abort, rollback, recover and acknowledge");
        }
        if (row.state == RolloutState.RUNNING) {
            promises.again(row);
        }
        chronicle.entered(row, action + " by " + caller + (why.isEmpty() ? "" : ": " + why), now);
    }

    /** What somebody means who starts the job, or starts it again, in WildFly. */
    void started(RolloutRow row, boolean back, Instant now) {
        RolloutState was = row.state;
        if (back && was != RolloutState.ROLLING_BACK && was != RolloutState.ABORTING) {
            rollback(row, "its batch job", now);
        } else if (was == RolloutState.FAILED) {
            recover(row, now);
        } else if (was == RolloutState.PAUSED || was == RolloutState.AWAITING_PROMOTION) {
            promote(row, now);
        }
        if (row.state == RolloutState.RUNNING && row.state != was) {
            promises.again(row);
        }
        if (row.state != was) {
            chronicle.entered(row, "its batch job was started", now);
        }
    }

    /** What waited for a person goes on: the next phase begins, or the gate passes without what could not be judged. */
    private static void promote(RolloutRow row, Instant now) {
        if (row.state == RolloutState.AWAITING_PROMOTION) {
            row.nextPhase(now);
        } else {
            row.waived = Judge.stood(row);
        }
        row.run(now);
    }

    /** Of what has ended only the newest can go back, and only if it has failed: else a later one is undone with it. */
    private void rollback(RolloutRow row, String caller, Instant now) {
        boolean goes = row.state.open()
                ? row.state != RolloutState.ABORTING && row.state != RolloutState.ROLLING_BACK
                : row.state == RolloutState.FAILED || row.state == RolloutState.CANCELLED;
        if (!goes) {
            throw cannot(row, "rollback");
        }
        refuseOld(row);
        wayBack.begin(row, now);
        row.reason = OPERATOR;
        row.detail = "rolled back to revision " + row.rollbackRevision + " by " + caller;
    }

    /** A crash-stuck one is taken over as it is; the newest failed one begins again, recognising what is done. */
    private void recover(RolloutRow row, Instant now) {
        if (row.state == RolloutState.FAILED) {
            refuseOld(row);
            if (row.back()) {
                throw new ProblemException(
                        ProblemCode.ROLLOUT_STATE,
                        "rollout " + row.id + " failed on its way back; roll it back again or make a new plan");
            }
            items.forgetTurns(row.id);
            row.reopen(now);
        } else {
            require(
                    row,
                    "recover",
                    RolloutState.PENDING,
                    RolloutState.RUNNING,
                    RolloutState.ABORTING,
                    RolloutState.ROLLING_BACK);
        }
    }

    /** Somebody has seen that it failed: its evidence need not be kept for anybody any more. */
    private static void acknowledge(RolloutRow row, String caller, Instant now) {
        if (!Rollout.failedByItself(row.state, row.reason)) {
            throw new ProblemException(
                    ProblemCode.ROLLOUT_STATE,
                    "rollout " + row.id + " is " + row.state + "; only one that has failed is acknowledged");
        }
        if (row.acknowledgedAt != null) {
            throw new ProblemException(
                    ProblemCode.ROLLOUT_STATE,
                    "rollout " + row.id + " was acknowledged already"
                            + (row.acknowledgedBy.isEmpty() ? "" : " by " + row.acknowledgedBy) + ", "
                            + row.acknowledgedAt);
        }
        row.acknowledgedBy = caller;
        row.acknowledgedAt = now;
    }

    private void refuseOld(RolloutRow row) {
        if (store.newest(row.fleet).orElse(0L) != row.id) {
            throw new ProblemException(
                    ProblemCode.ROLLOUT_STATE,
                    "a later rollout of fleet " + row.fleet + " exists; make a new plan instead");
        }
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
}
