package org.mcpcoordinator.rollout;

/** Port to whatever carries a rollout out step by step; batch-jobs implements it with Jakarta Batch. */
public interface RolloutLauncher {
    /** Starts the job for a rollout that has none; returns the execution's id. */
    long start(long rolloutId);

    /** Continues after a pause or a crash; returns the new execution's id. */
    long restart(long executionId);

    /** Asks the execution to end at its next safe point; does nothing if it is not running here. */
    void stop(long executionId);
}
