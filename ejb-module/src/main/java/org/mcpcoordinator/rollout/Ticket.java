package org.mcpcoordinator.rollout;

/**
 * The right of one batch execution to carry one rollout on. Every write names it; a newer execution or owner makes it
 * worthless.
 *
 * @param rolloutId the rollout
 * @param epoch epoch of the lease {@code rollout/<id>}
 * @param executionId the batch execution
 * @param phases how many phases there are, the canary and the way back included
 * @param back true if it carries the rollout back
 */
public record Ticket(long rolloutId, long epoch, long executionId, int phases, boolean back) {}
