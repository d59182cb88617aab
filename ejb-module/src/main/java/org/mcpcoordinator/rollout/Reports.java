package org.mcpcoordinator.rollout;

import jakarta.annotation.security.PermitAll;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** The desk of receipts: what a rollout was asked for, what it did and who had a hand in it. */
@Stateless
@PermitAll
public class Reports {
    private static final int FAILURES = 50;

    @Inject
    RolloutStore store;

    @Inject
    ReportStore reports;

    @Inject
    RemainsStore remains;

    @Inject
    Chronicle chronicle;

    @Inject
    Snapshots snapshots;

    @Inject
    Catalog catalog;

    @Inject
    Audit audit;

    @Inject
    Clock clock;

    /**
     * The receipt as it stands now.
     *
     * @throws ProblemException ROLLOUT_NOT_FOUND
     */
    public RolloutReport of(long id) {
        RolloutRow row = store.find(id)
                .orElseThrow(() -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "there is no rollout " + id));
        Rollout rollout = snapshots.of(row);
        @Nullable Instant ended = rollout.endedAt();
        Instant end = ended == null ? clock.instant() : ended;
        return new RolloutReport(
                rollout,
                Duration.between(rollout.startedAt(), end).toSeconds(),
                row.plan,
                row.intent,
                row.baseRevision == 0 ? null : mark(row.baseRevision),
                mark(rollout.revision()),
                row.summary.isEmpty() ? Map.of() : PlanSummary.read(row.summary).counts(),
                phases(rollout),
                failures(rollout),
                chronicle.events(id),
                audit.about("rollout " + id).stream()
                        .map(entry -> new RolloutReport.Deed(
                                entry.at(),
                                entry.who(),
                                entry.means(),
                                entry.action(),
                                entry.outcome(),
                                entry.detail()))
                        .toList());
    }

    /** Servers of the rollout that are FAILED now, at most so many. */
    public List<RolloutReport.Failure> failures(long id, int most) {
        return reports.failed(id, most);
    }

    /** What was kept when it failed; of a rollout that has not failed, what is FAILED now. */
    private List<RolloutReport.Failure> failures(Rollout rollout) {
        List<Remnant> kept = remains.ofRollout(rollout.id(), FAILURES);
        if (kept.isEmpty()) {
            return reports.failed(rollout.id(), FAILURES);
        }
        return kept.stream()
                .map(remnant -> new RolloutReport.Failure(
                        remnant.key().server(),
                        remnant.key().replica(),
                        remnant.reason(),
                        remnant.detail(),
                        remnant.since(),
                        remnant.exitCode(),
                        remnant.lines()))
                .toList();
    }

    private static List<RolloutReport.PhaseTime> phases(Rollout rollout) {
        List<RolloutReport.PhaseTime> times = new ArrayList<>();
        Instant before = rollout.startedAt();
        for (Rollout.Phase phase : rollout.phases()) {
            Optional<Instant> end = phase.gates().stream().map(Rollout.Gate::at).max(Comparator.naturalOrder());
            Instant from = before;
            @Nullable
            Long seconds = end.map(at -> Duration.between(from, at).toSeconds()).orElse(null);
            times.add(new RolloutReport.PhaseTime(phase.name(), phase.target(), phase.healthy(), seconds));
            before = end.orElse(before);
        }
        return times;
    }

    private RolloutReport.Mark mark(long revision) {
        return catalog.find(revision)
                .map(found -> new RolloutReport.Mark(
                        found.id(), found.number(), found.hash(), found.author(), found.reason()))
                .orElse(new RolloutReport.Mark(revision, 0, "", "", ""));
    }
}
