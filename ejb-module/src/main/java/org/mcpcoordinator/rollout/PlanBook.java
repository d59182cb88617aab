package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.FleetFile;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Writes plans down, and reads them for a day. Making one writes its own row and nothing else. */
@Dependent
@Transactional
class PlanBook {
    private static final Duration LIFE = Duration.ofHours(24);

    private final PlanStore store;
    private final Planner planner;
    private final MeasuredStore measured;
    private final MemoryBudget budget;
    private final Catalog catalog;
    private final Clock clock;

    @Inject
    PlanBook(
            PlanStore store,
            Planner planner,
            MeasuredStore measured,
            MemoryBudget budget,
            Catalog catalog,
            Clock clock) {
        this.store = store;
        this.planner = planner;
        this.measured = measured;
        this.budget = budget;
        this.catalog = catalog;
        this.clock = clock;
    }

    /**
     * Makes a plan.
     *
     * @param base id of the revision that the file was made of; empty if it was made of none
     * @param use what the fleet's host was measured to use
     * @throws ProblemException PLAN_STALE if the newest revision is another
     */
    Plan make(FleetFile file, OptionalLong base, List<Plan.Program> programs, HostUse use, Caller caller) {
        long newest = newest(file.fleet());
        if (base.isPresent() && base.getAsLong() != newest) {
            String sentence =
                    "revision " + newest + " was accepted while this was made of revision " + base.getAsLong();
            throw new ProblemException(
                    ProblemCode.PLAN_STALE,
                    "fleet " + file.fleet() + ": " + sentence + "; no plan was kept, import the file again",
                    List.of(new Mistake("/fleet", sentence)));
        }
        Planner.Draft draft = planner.draft(file.fleet(), file.servers());
        Known known = new Known(measured.all());
        List<Integer> targets = targets(draft.difference());
        Plan.Forecast forecast = Forecaster.of(
                file.servers(),
                draft.difference().steps(),
                use,
                known,
                Timing.of(draft.difference().starts(), targets, store.finished()));
        List<String> warnings = new ArrayList<>(draft.warnings());
        warnings.addAll(Forecaster.shortages(forecast, use));
        OpenNetworks.warning(file.servers(), use).ifPresent(warnings::add);
        budget.excess(draft.difference(), targets, draft.hosts())
                .ifPresent(sentence -> warnings.add("MEMORY_BUDGET: " + sentence));
        PlanRow row = new PlanRow();
        row.id = UUID.randomUUID().toString().replace("-", "");
        row.fleet = file.fleet();
        row.baseRevision = newest;
        row.fingerprint = draft.fingerprint();
        row.document = file.document();
        row.secrets = file.secrets();
        row.content = new PlanContent(
                        draft.changes(), draft.adopted(), draft.kept(), programs, forecast, warnings, draft.seen())
                .write();
        row.createdBy = caller.name();
        row.createdAt = now();
        store.keep(row);
        return plan(row);
    }

    Optional<Plan> find(String id) {
        return row(id).map(PlanBook::plan);
    }

    /**
     * The row of a plan that may still be applied.
     *
     * @throws ProblemException PLAN_NOT_FOUND
     */
    PlanRow needed(String id) {
        return row(id).orElseThrow(() -> new ProblemException(
                ProblemCode.PLAN_NOT_FOUND, "there is no plan " + id + "; plans are kept for 24 h"));
    }

    void purge() {
        store.purge(now().minus(LIFE));
    }

    static Plan plan(PlanRow row) {
        PlanContent content = PlanContent.read(row.content);
        return new Plan(
                row.id,
                row.fleet,
                row.baseRevision,
                content.changes(),
                content.adopted(),
                content.kept().size(),
                content.kept(),
                content.programs(),
                content.forecast(),
                content.warnings(),
                row.createdBy,
                row.createdAt);
    }

    private Optional<PlanRow> row(String id) {
        return store.find(id, now().minus(LIFE));
    }

    /** The usual phases, the canary first. */
    private static List<Integer> targets(Difference difference) {
        int size = difference.ordered().size();
        List<Integer> targets = new ArrayList<>(Phases.cut(List.of(), size));
        targets.add(0, Math.min(difference.canarySize(), targets.get(0)));
        return targets;
    }

    private long newest(String name) {
        return catalog.newest(name).map(Revision::id).orElse(0L);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
