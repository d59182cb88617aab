package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.rollout.Plan;
import org.mcpcoordinator.rollout.Rollouts;

/** Plans: what applying a fleet file would change. */
@Path("plans")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PlansResource {
    @Inject
    Catalog catalog;

    @Inject
    Rollouts rollouts;

    @Inject
    Asking asking;

    /** Reads a fleet file and tells what applying it would change; nothing is changed but the plan kept. */
    @POST
    @Route(
            does = "Reads a fleet file (JSON or YAML) and keeps for 24 h what applying it would change",
            role = Role.OPERATOR,
            audit = "plan.make",
            status = 201)
    public PlanView make(TextBody file) {
        Plan plan = rollouts.plan(catalog.read(file.text()), asking.known());
        asking.about(plan.fleet());
        asking.note("plan " + plan.id() + ": " + plan.changes().size() + " changes");
        return PlanView.of(plan);
    }

    /**
     * A plan as it goes out.
     *
     * @param planId names it when it is applied
     * @param fleet the fleet
     * @param baseRevision id of the revision it was compared with; 0 for none
     * @param changes one entry per instance that would change
     * @param unchanged instances that stay as they are
     * @param forecast what the fleet will need in all
     * @param warnings sentences for people
     * @param createdAt when it was made
     */
    public record PlanView(
            String planId,
            String fleet,
            long baseRevision,
            List<Plan.Change> changes,
            int unchanged,
            Plan.Forecast forecast,
            List<String> warnings,
            Instant createdAt) {
        public PlanView {
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
        }

        static PlanView of(Plan plan) {
            return new PlanView(
                    plan.id(),
                    plan.fleet(),
                    plan.baseRevision(),
                    plan.changes(),
                    plan.unchanged(),
                    plan.forecast(),
                    plan.warnings(),
                    plan.createdAt());
        }
    }
}
