package org.mcpcoordinator.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.rollout.RolloutReport;
import org.mcpcoordinator.web.wire.EventView;
import org.mcpcoordinator.web.wire.RolloutView;

/**
 * The receipt of a rollout as it goes out.
 *
 * @param rollout with its phases, and the values and limits of their gates
 * @param seconds from its start to its end, or until now
 * @param plan id of the plan it followed; empty if there was none
 * @param intent why, in the words of whoever asked
 * @param before the revision the fleet had, with its hash; absent if it had none
 * @param after the revision aimed at, with its hash
 * @param counts what the plan said it would do: instances by kind
 * @param phases how long each took
 * @param failures servers it failed of, as they were then, at most 50; if it has not failed, those that are FAILED now
 * @param events what happened to it, oldest first, the newest 500
 * @param deeds what people asked of it and why, oldest first
 */
public record ReportView(
        RolloutView rollout,
        long seconds,
        String plan,
        String intent,
        RolloutReport.@Nullable Mark before,
        RolloutReport.Mark after,
        Map<String, Integer> counts,
        List<RolloutReport.PhaseTime> phases,
        List<RolloutReport.Failure> failures,
        List<EventView> events,
        List<RolloutReport.Deed> deeds) {
    public ReportView {
        counts = Map.copyOf(counts);
        phases = List.copyOf(phases);
        failures = List.copyOf(failures);
        events = List.copyOf(events);
        deeds = List.copyOf(deeds);
    }

    static ReportView of(RolloutReport report, Instant now) {
        return new ReportView(
                RolloutView.of(report.rollout(), now),
                report.seconds(),
                report.plan(),
                report.intent(),
                report.before(),
                report.after(),
                report.counts(),
                report.phases(),
                report.failures(),
                report.events().stream().map(EventView::of).toList(),
                report.deeds());
    }
}
