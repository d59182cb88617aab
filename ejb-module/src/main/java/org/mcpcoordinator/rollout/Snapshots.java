package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts rollouts together from their rows: four queries, however many rollouts. */
@Dependent
class Snapshots {
    private final RolloutStore store;

    @Inject
    Snapshots(RolloutStore store) {
        this.store = store;
    }

    Rollout of(RolloutRow row) {
        return of(List.of(row)).get(0);
    }

    List<Rollout> of(List<RolloutRow> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Long> ids = rows.stream().map(row -> row.id).toList();
        Map<Long, List<PhaseRow>> phases =
                store.phases(ids).stream().collect(Collectors.groupingBy(phase -> phase.rolloutId));
        Map<Long, List<VerdictRow>> verdicts =
                store.verdicts(ids).stream().collect(Collectors.groupingBy(verdict -> verdict.rolloutId));
        Map<Long, List<RolloutStore.Live>> live =
                store.live(ids).stream().collect(Collectors.groupingBy(RolloutStore.Live::rollout));
        return rows.stream()
                .map(row -> snapshot(
                        row,
                        phases.getOrDefault(row.id, List.of()),
                        verdicts.getOrDefault(row.id, List.of()),
                        live.getOrDefault(row.id, List.of())))
                .toList();
    }

    private static Rollout snapshot(
            RolloutRow row, List<PhaseRow> phases, List<VerdictRow> verdicts, List<RolloutStore.Live> live) {
        List<Rollout.Phase> views = new ArrayList<>();
        for (PhaseRow phase : phases) {
            int healthy = row.endedAt != null
                    ? phase.healthy
                    : live.stream()
                            .filter(count -> count.phase() <= phase.position)
                            .mapToInt(RolloutStore.Live::healthy)
                            .sum();
            List<Rollout.Gate> gates = verdicts.stream()
                    .filter(verdict -> verdict.phase == phase.position)
                    .map(VerdictRow::gate)
                    .toList();
            views.add(new Rollout.Phase(phase.name, phase.target, Math.min(row.wished, phase.target), healthy, gates));
        }
        int failed = row.endedAt != null
                ? row.failed
                : live.stream().mapToInt(RolloutStore.Live::failed).sum();
        return new Rollout(
                row.id,
                row.fleet,
                row.revision,
                row.state,
                row.reason,
                row.detail,
                row.profile,
                Math.max(0, Math.min(row.phase, phases.size() - 1)),
                views,
                row.planned,
                failed,
                row.execution,
                row.epoch,
                row.startedBy,
                row.startedAt,
                row.endedAt);
    }
}
