package org.mcpcoordinator.rollout;

import java.util.List;
import java.util.Objects;

/**
 * Asks for a rollout of a plan.
 *
 * @param planId the plan to apply
 * @param phases 1 to 6 cumulative targets, rising; empty for 100, 500, 1000
 * @param profile {@code careful} or {@code quick}
 * @param terms what differs from the profile
 * @param allowRemove how many instances may be removed beyond 10 % of the fleet; 0 for none
 * @param reason why, in the caller's words; may be empty
 */
public record RolloutRequest(
        String planId, List<Integer> phases, String profile, Terms.Wanted terms, int allowRemove, String reason) {
    public RolloutRequest {
        Objects.requireNonNull(planId);
        phases = List.copyOf(phases);
        Objects.requireNonNull(profile);
        Objects.requireNonNull(terms);
        Objects.requireNonNull(reason);
    }
}
