package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
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
        return PlanView.of(plan, false);
    }

    /** A plan that is still kept. */
    @GET
    @Path("{id}")
    @Route(does = "Shows a plan; with unchanged=true also each instance that stays as it is")
    public PlanView find(@PathParam("id") String id, @QueryParam("unchanged") @Nullable String unchanged) {
        return rollouts.findPlan(Bounds.needed("id", id, 200))
                .map(plan -> PlanView.of(plan, "true".equals(unchanged)))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.PLAN_NOT_FOUND, "There is no plan " + id + "; plans are kept for 24 h."));
    }
}
