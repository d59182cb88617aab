package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * Whose turn it is. New servers go in their order; of those that run, a category gives no more at once than may be down
 * together, counted with those of it that are down for whatever reason. Who is down already may always go.
 */
final class Turns {
    private Turns() {}

    /** One that waits to be let go. */
    record Candidate(InstanceOrder order, String category, InstanceState state) {}

    /**
     * Chooses.
     *
     * @param waiting in the rollout's order
     * @param standing how the servers stand that ran before the rollout, by category
     * @param room at most so many
     */
    static List<InstanceOrder> next(
            List<Candidate> waiting, Map<String, CountStore.Standing> standing, Terms terms, int room) {
        Map<String, Integer> leave = new HashMap<>();
        standing.forEach((category, now) -> leave.put(category, terms.unavailable(now.running()) - now.down()));
        List<InstanceOrder> chosen = new ArrayList<>();
        for (Candidate candidate : waiting) {
            if (chosen.size() == room) {
                break;
            }
            boolean takesOneDown = candidate.order().restart() && candidate.state() == InstanceState.HEALTHY;
            if (!takesOneDown || leave.merge(candidate.category(), -1, Integer::sum) >= 0) {
                chosen.add(candidate.order());
            }
        }
        return chosen;
    }
}
