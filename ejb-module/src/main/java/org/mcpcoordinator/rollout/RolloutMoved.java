package org.mcpcoordinator.rollout;

/** CDI event, fired after commit: a rollout changed its state, phase, counts or verdicts. */
public record RolloutMoved(Rollout rollout) {}
