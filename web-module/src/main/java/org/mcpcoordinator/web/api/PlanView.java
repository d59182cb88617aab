package org.mcpcoordinator.web.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.rollout.Plan;

/**
 * A plan as it goes out.
 *
 * @param planId names it when it is applied
 * @param fleet the fleet
 * @param baseRevision id of the revision it was compared with; 0 for none
 * @param changes one entry per instance that would change: add, restart, move-port, remove
 * @param adopted instances that are out of sight and go on: adopt
 * @param unchanged instances that stay as they are
 * @param kept those instances with their reasons; only where they were asked for
 * @param programs what would be run that the fleet's newest revision does not run: exact command, files, names of variables
 * @param forecast what the fleet will need in all
 * @param warnings sentences for people
 * @param createdBy who made it
 * @param createdAt when it was made
 */
public record PlanView(
        String planId,
        String fleet,
        long baseRevision,
        List<Plan.Change> changes,
        List<Plan.Change> adopted,
        int unchanged,
        @Nullable List<Plan.Change> kept,
        List<Plan.Program> programs,
        Plan.Forecast forecast,
        List<String> warnings,
        String createdBy,
        Instant createdAt) {
    public PlanView {
        changes = List.copyOf(changes);
        adopted = List.copyOf(adopted);
        kept = kept == null ? null : List.copyOf(kept);
        programs = List.copyOf(programs);
        warnings = List.copyOf(warnings);
    }

    static PlanView of(Plan plan, boolean all) {
        return new PlanView(
                plan.id(),
                plan.fleet(),
                plan.baseRevision(),
                plan.changes(),
                plan.adopted(),
                plan.unchanged(),
                all ? plan.kept() : null,
                plan.programs(),
                plan.forecast(),
                plan.warnings(),
                plan.createdBy(),
                plan.createdAt());
    }
}
