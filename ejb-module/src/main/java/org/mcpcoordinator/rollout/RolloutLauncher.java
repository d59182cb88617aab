package org.mcpcoordinator.rollout;

import java.util.Optional;

/** Port to whatever carries a rollout out step by step; batch-jobs implements it with Jakarta Batch. */
public interface RolloutLauncher {
    /** Why the job that is deployed can never be carried out, in a sentence; empty if nothing is known to be wrong with it. */
    Optional<String> broken(boolean back);

    /**
     * Starts the job for a rollout that has none; returns the execution's id.
     *
     * @param back true for the job {@code rollback}, false for the job {@code rollout}
     */
    long start(long rolloutId, boolean back);

    /**
     * Continues after a pause, an abort or a crash; starts a new job where the old one cannot be continued.
     *
     * @return the new execution's id
     */
    long restart(long rolloutId, long executionId, boolean back);

    /** True if that execution runs, or is about to, in this very process. */
    boolean running(long executionId);

    /** That execution is not counted as running any more, whatever it still does: it is fenced. */
    void forget(long executionId);
}
