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
    private final CountStore counts;
    private final VerdictStore judged;

    @Inject
    Snapshots(RolloutStore store, CountStore counts, VerdictStore judged) {
        this.store = store;
        this.counts = counts;
        this.judged = judged;
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
                judged.newest(ids).stream().collect(Collectors.groupingBy(verdict -> verdict.rolloutId));
        Map<Long, List<CountStore.Live>> live =
                counts.live(ids).stream().collect(Collectors.groupingBy(CountStore.Live::rollout));
        return rows.stream()
                .map(row -> snapshot(
                        row,
                        phases.getOrDefault(row.id, List.of()),
                        verdicts.getOrDefault(row.id, List.of()),
                        live.getOrDefault(row.id, List.of())))
                .toList();
    }

    private static Rollout snapshot(
            RolloutRow row, List<PhaseRow> phases, List<VerdictRow> verdicts, List<CountStore.Live> live) {
        List<Rollout.Phase> views = new ArrayList<>();
        for (PhaseRow phase : phases) {
            // What a rollout was about before it went back is kept as it was then.
            boolean over = row.back() && phase.position < phases.size() - 1;
            boolean frozen = row.endedAt != null || over;
            int healthy = frozen
                    ? phase.healthy
                    : live.stream()
                            .filter(count -> count.phase() <= phase.position)
                            .mapToInt(CountStore.Live::healthy)
                            .sum();
            List<Rollout.Batch> batches = live.stream()
                    .filter(count -> count.phase() == phase.position && row.endedAt == null)
                    .map(count -> new Rollout.Batch(count.batch(), count.size(), count.healthy(), count.failed()))
                    .toList();
            List<Rollout.Gate> gates = verdicts.stream()
                    .filter(verdict -> verdict.phase == phase.position)
                    .map(VerdictRow::gate)
                    .toList();
            int wished = over ? phase.healthy : row.wished;
            views.add(new Rollout.Phase(
                    phase.name, phase.target, Math.min(wished, phase.target), healthy, batches, gates));
        }
        int failed = row.endedAt != null
                ? row.failed
                : live.stream().mapToInt(CountStore.Live::failed).sum();
        return new Rollout(
                row.id,
                row.fleet,
                row.revision,
                row.state,
                row.reason,
                row.detail,
                row.terms(),
                Math.max(0, Math.min(row.phase, phases.size() - 1)),
                views,
                row.planned,
                failed,
                row.execution,
                row.epoch,
                row.rollbackRevision,
                row.startedBy,
                row.startedAt,
                row.endedAt,
                row.acknowledgedAt == null ? null : new Rollout.Acknowledged(row.acknowledgedBy, row.acknowledgedAt));
    }
}
