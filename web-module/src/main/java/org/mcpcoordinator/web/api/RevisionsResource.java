package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.catalog.RevisionDifference;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Plan;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.web.wire.Json;

/** Revisions: every fleet file that was ever accepted. */
@Path("revisions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RevisionsResource {
    @Inject
    Catalog catalog;

    @Inject
    Rollouts rollouts;

    @Inject
    Asking asking;

    /** The revisions of a fleet. */
    @GET
    @Route(
            does =
                    "Lists the revisions of a fleet, newest first, at most 200; without a name those of the fleet imported last")
    public ListView<RevisionView> list(@QueryParam("fleet") @Nullable String fleet) {
        String wanted = Bounds.text("fleet", fleet, 64);
        if (wanted == null) {
            wanted = catalog.newestOfAll().map(Revision::fleet).orElse("");
        }
        List<Revision> found = wanted.isEmpty() ? List.of() : catalog.list(wanted);
        return ListView.of(found.stream().map(RevisionView::of).toList());
    }

    /** One revision. */
    @GET
    @Path("{id}")
    @Route(does = "Shows a revision; its file is at revisions/{id}/file")
    public RevisionView find(@PathParam("id") long id) {
        return RevisionView.of(needed(id));
    }

    /** The file of a revision. */
    @GET
    @Path("{id}/file")
    @Route(does = "Gives the fleet file of a revision, defaults filled in, secrets by name only")
    public JsonNode file(@PathParam("id") long id) throws JsonProcessingException {
        return Json.mapper().readTree(catalog.document(needed(id).id()).orElseThrow(() -> unknown(id)));
    }

    /** What stands between two revisions. */
    @GET
    @Path("{from}/diff/{to}")
    @Route(does = "Compares two revisions of a fleet, server by server and field by field, without secret values")
    public DifferenceView compare(@PathParam("from") long from, @PathParam("to") long to) {
        RevisionDifference difference = catalog.compare(from, to);
        return new DifferenceView(
                RevisionView.of(difference.from()), RevisionView.of(difference.to()), difference.changes());
    }

    /** What going back would change. */
    @POST
    @Path("{id}/plan")
    @Route(
            does = "Makes a plan that leads back to a revision; POST rollouts applies it",
            role = Role.OPERATOR,
            audit = "revision.plan",
            status = 201)
    public PlanView plan(@PathParam("id") long id) {
        Plan plan = rollouts.planRevision(id, asking.known());
        asking.note("fleet " + plan.fleet() + ", plan " + plan.id() + ": "
                + plan.changes().size() + " changes");
        return PlanView.of(plan, false);
    }

    private Revision needed(long id) {
        return catalog.find(id).orElseThrow(() -> unknown(id));
    }

    private static ProblemException unknown(long id) {
        return new ProblemException(ProblemCode.REVISION_NOT_FOUND, "There is no revision " + id + ".");
    }

    /**
     * Two revisions side by side.
     *
     * @param from the one before
     * @param to the one after
     * @param changes servers that were added, removed or changed, by name
     */
    public record DifferenceView(RevisionView from, RevisionView to, List<RevisionDifference.ServerChange> changes) {
        public DifferenceView {
            changes = List.copyOf(changes);
        }
    }

    /**
     * A revision as it goes out.
     *
     * @param id unique in the installation
     * @param fleet the fleet it describes
     * @param number counts the fleet's revisions from 1 on
     * @param hash of its document
     * @param author who brought it
     * @param reason why; may be empty
     * @param createdAt when it was accepted
     */
    public record RevisionView(
            long id, String fleet, int number, String hash, String author, String reason, Instant createdAt) {
        static RevisionView of(Revision revision) {
            return new RevisionView(
                    revision.id(),
                    revision.fleet(),
                    revision.number(),
                    revision.hash(),
                    revision.author(),
                    revision.reason(),
                    revision.createdAt());
        }
    }
}
