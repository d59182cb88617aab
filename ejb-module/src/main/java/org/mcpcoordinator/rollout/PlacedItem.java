package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * An instance of a rollout with its phase and batch.
 *
 * @param order the instance
 * @param phase 0 for the canary
 * @param batch counts the phase's batches from 0 on
 */
record PlacedItem(InstanceOrder order, int phase, int batch) {
    /**
     * Lays a difference out over the phases. What is to be removed comes last of all, after the last wish of the last
     * phase: nothing is taken away before the new has been wished for, and a rollout that fails earlier removes nothing.
     * A rollout of a part of the fleet removes nothing at all.
     *
     * @param targets cumulative, the canary first
     * @param ports promised by the plan
     * @param hosts where the plan has them
     * @param size of a batch, at most
     */
    static List<PlacedItem> layOut(
            Difference difference,
            List<Integer> targets,
            Map<InstanceKey, Integer> ports,
            Map<InstanceKey, String> hosts,
            int size) {
        List<Difference.Step> ordered = difference.ordered();
        List<PlacedItem> items = new ArrayList<>();
        int from = 0;
        for (int phase = 0; phase < targets.size(); phase++) {
            int to = targets.get(phase);
            for (int position = from; position < to; position++) {
                Difference.Step step = ordered.get(position);
                items.add(new PlacedItem(
                        new InstanceOrder(
                                position,
                                step.key(),
                                step.deed(),
                                ports.getOrDefault(step.key(), step.port()),
                                hosts.getOrDefault(step.key(), "")),
                        phase,
                        (position - from) / size));
            }
            from = to;
        }
        if (from == ordered.size()) {
            for (InstanceKey key : difference.removals()) {
                items.add(new PlacedItem(
                        new InstanceOrder(items.size(), key, "remove", 0), targets.size() - 1, Integer.MAX_VALUE));
            }
        }
        return items;
    }
}
