package org.mcpcoordinator.fleet;

import java.util.Map;

/**
 * How many instances there are.
 *
 * @param desired wished to run
 * @param states by state, only states that occur
 * @param categories by category id, then by state
 */
public record Counts(
        int desired, Map<InstanceState, Integer> states, Map<String, Map<InstanceState, Integer>> categories) {
    public Counts {
        states = Map.copyOf(states);
        categories = Map.copyOf(categories);
    }
}
