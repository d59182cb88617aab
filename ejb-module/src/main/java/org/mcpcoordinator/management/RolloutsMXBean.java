package org.mcpcoordinator.management;

/**
 * {@code org.mcpcoordinator:type=Rollouts}: the newest rollout, and what can be done to it. Emits a notification of type
 * {@value RolloutEnds#TYPE} at the end of each rollout.
 */
public interface RolloutsMXBean {
    /** Id of the open rollout; 0 if none is open. */
    long getActiveId();

    /** Name of the phase under way; empty if no rollout is open. */
    String getPhase();

    /** State of the newest rollout; empty before the first. */
    String getState();

    /**
     * Starts a rollout of the fleet's newest revision with the careful profile, and returns its id.
     *
     * @param fleet its name; empty for the fleet imported last
     * @param phases 1 to 6 rising cumulative targets, for example {@code 100,500,1000}; empty for the usual ones
     */
    long start(String fleet, String phases);

    /** Pauses the open rollout. */
    void pause();

    /**
     * Pauses the open rollout, and says why.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void pause(String reason);

    /** Resumes the paused rollout. */
    void resume();

    /**
     * Resumes the paused rollout, and says why.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void resume(String reason);

    /** Aborts the open rollout; what is healthy stays. */
    void abort();

    /**
     * Aborts the open rollout, and says why; what is healthy stays.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void abort(String reason);

    /** Promotes the phase that waits, or lets the gate pass that could not be judged. */
    void promote();

    /**
     * Promotes the phase that waits, or lets the gate pass that could not be judged, and says why.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void promote(String reason);

    /**
     * Carries the newest rollout on if it has failed, or takes the open one over from whatever carried it on.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void recover(String reason);

    /**
     * Says that somebody has seen that the newest unacknowledged rollout has failed; its evidence may go.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void acknowledge(String reason);

    /** Takes the open rollout back to the last stable revision. */
    void rollback();

    /**
     * Takes the open rollout back to the last stable revision, and says why.
     *
     * @param reason why, for the audit trail and the rollout's events, at most 500 characters; may be empty
     */
    void rollback(String reason);
}
