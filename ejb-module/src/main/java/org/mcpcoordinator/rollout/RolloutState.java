package org.mcpcoordinator.rollout;

/** The life of a rollout. */
public enum RolloutState {
    PENDING(true),
    RUNNING(true),
    PAUSED(true),
    AWAITING_PROMOTION(true),
    ABORTING(true),
    ROLLING_BACK(true),
    SUCCEEDED(false),
    FAILED(false),
    ROLLED_BACK(false),
    CANCELLED(false);

    private final boolean open;

    RolloutState(boolean open) {
        this.open = open;
    }

    /** True until it has ended; a fleet has one open rollout at most. */
    public boolean open() {
        return open;
    }
}
