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

    /** Resumes the paused rollout. */
    void resume();

    /** Aborts the open rollout; what is healthy stays. */
    void abort();

    /** Promotes the phase that waits, or lets the gate pass that could not be judged. */
    void promote();

    /**
     * Carries the newest rollout on if it has failed, or takes the open one over from whatever carried it on.
     *
     * @param reason why, for the audit trail; may be empty
     */
    void recover(String reason);

    /**
     * Says that somebody has seen that the newest unacknowledged rollout has failed; its evidence may go.
     *
     * @param reason why, for the audit trail; may be empty
     */
    void acknowledge(String reason);

    /** Takes the open rollout back to the last stable revision. */
    void rollback();
}
