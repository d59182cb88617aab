package org.mcpcoordinator.rollout;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a plan said it would do, in few words; kept with its rollout, because the plan itself is forgotten after a day.
 *
 * @param counts instances by kind
 * @param forecast as it was shown
 */
record PlanSummary(Map<String, Integer> counts, Plan.Forecast forecast) {
    PlanSummary {
        counts = Map.copyOf(counts);
    }

    static PlanSummary of(PlanContent content) {
        Map<String, Integer> counts = new TreeMap<>();
        content.changes().forEach(change -> counts.merge(change.kind(), 1, Integer::sum));
        content.adopted().forEach(change -> counts.merge(change.kind(), 1, Integer::sum));
        content.kept().forEach(change -> counts.merge(change.kind(), 1, Integer::sum));
        return new PlanSummary(counts, content.forecast());
    }

    static PlanSummary read(String text) {
        return PlanContent.value(text, PlanSummary.class);
    }

    String write() {
        return PlanContent.text(this);
    }
}
