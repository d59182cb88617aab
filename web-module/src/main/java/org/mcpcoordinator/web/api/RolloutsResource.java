package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.insight.Explanation;
import org.mcpcoordinator.insight.Explanations;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.ReportText;
import org.mcpcoordinator.rollout.Reports;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutRequest;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.rollout.Term;
import org.mcpcoordinator.rollout.Terms;
import org.mcpcoordinator.web.wire.EventView;
import org.mcpcoordinator.web.wire.RolloutView;

/** Rollouts: asked for, watched, paused and ended. */
@Path("rollouts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RolloutsResource {
    @Inject
    Rollouts rollouts;

    @Inject
    Asking asking;

    @Inject
    Explanations explanations;

    @Inject
    Reports reports;

    @Inject
    Clock clock;

    /** The newest rollouts. */
    @GET
    @Route(does = "Lists the newest rollouts, at most 100")
    public ListView<RolloutView> list() {
        return ListView.of(rollouts.list().stream().map(this::view).toList());
    }

    /** What may be agreed on. */
    @GET
    @Path("terms")
    @Route(does = "Lists the terms a rollout may be given, with their bounds and what the two profiles say of each")
    public ListView<TermView> terms() {
        return ListView.of(Stream.of(Term.values()).map(TermView::of).toList());
    }

    /** Starts the rollout of a plan. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(does = "Starts the rollout of a plan", role = Role.OPERATOR, audit = "rollout.start", status = 202)
    public RolloutView start(StartRequest start) {
        String planId = Bounds.needed("planId", start.planId(), 200);
        asking.about("plan " + planId);
        Rollout rollout = rollouts.request(
                new RolloutRequest(
                        planId,
                        start.phases() == null ? List.of() : phases(start.phases()),
                        start.profile() == null ? "careful" : profile(start.profile()),
                        wanted(start),
                        start.allowRemove() == null ? 0 : Math.max(0, start.allowRemove()),
                        start.reason() == null ? "" : Bounds.needed("reason", start.reason(), 1000)),
                asking.known());
        asking.about("rollout " + rollout.id());
        asking.note("fleet " + rollout.fleet() + ", revision " + rollout.revision() + ", plan " + planId);
        return view(rollout);
    }

    /** One rollout. */
    @GET
    @Path("{id}")
    @Route(does = "Shows a rollout with its phases and newest verdicts")
    public RolloutView find(@PathParam("id") long id) {
        return rollouts.find(id)
                .map(this::view)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "There is no rollout " + id + "."));
    }

    /** Why a rollout stands where it stands. */
    @GET
    @Path("{id}/explain")
    @Route(does = "Explains a rollout: wish, gate values against their limits, what failed, what to try next")
    public Explanation explain(@PathParam("id") long id) {
        return explanations.rollout(id);
    }

    /** The receipt. */
    @GET
    @Path("{id}/report")
    @Route(does = "Gives the receipt of a rollout: who, when, plan, revisions with hashes, phases, gates, failures")
    public ReportView report(@PathParam("id") long id) {
        return ReportView.of(reports.of(id), clock.instant());
    }

    /** The receipt for a ticket. */
    @GET
    @Path("{id}/report.md")
    @Produces("text/markdown")
    @Route(does = "Gives the receipt of a rollout as Markdown, for a change ticket")
    public String reportText(@PathParam("id") long id) {
        return ReportText.of(reports.of(id));
    }

    /** What happened to one rollout. */
    @GET
    @Path("{id}/events")
    @Route(does = "Lists what happened to a rollout, oldest first: states, batches, phases, and verdicts that changed")
    public ListView<EventView> events(@PathParam("id") long id) {
        find(id);
        return ListView.of(rollouts.events(id).stream().map(EventView::of).toList());
    }

    /** Does what a person asks. */
    @POST
    @Path("{id}/{action}")
    @Route(
            does = "Pauses, resumes, promotes, aborts, rolls back or recovers a rollout, or acknowledges its failure",
            role = Role.OPERATOR,
            audit = "rollout")
    public RolloutView act(
            @PathParam("id") long id,
            @PathParam("action") String action,
            @QueryParam("reason") @Nullable String reason) {
        asking.about("rollout " + id);
        String why = Objects.requireNonNullElse(Bounds.text("reason", reason, 500), "");
        asking.note(why);
        return view(rollouts.act(id, action, why, asking.known()));
    }

    private RolloutView view(Rollout rollout) {
        return RolloutView.of(rollout, clock.instant());
    }

    private static List<Integer> phases(List<@Nullable Integer> phases) {
        if (phases.size() > 7 || phases.stream().anyMatch(target -> target == null)) {
            throw Bounds.refused("phases", "1 to 6 whole numbers are wanted", null);
        }
        return phases.stream().map(target -> Bounds.present("phases", target)).toList();
    }

    private static Terms.Wanted wanted(StartRequest start) {
        Map<String, Integer> numbers = new HashMap<>();
        if (start.terms() != null) {
            start.terms().forEach((name, value) -> numbers.put(name, Bounds.present("terms/" + name, value)));
        }
        List<Integer> manual = start.manual() == null ? List.of() : phases(start.manual());
        return new Terms.Wanted(
                numbers,
                start.canary() == null || start.canary(),
                manual,
                start.autoRollback() != null && start.autoRollback());
    }

    private static String profile(String profile) {
        if (!profile.equals("careful") && !profile.equals("quick")) {
            throw Bounds.refused("profile", "careful or quick is wanted", null);
        }
        return profile;
    }

    /**
     * Asks for a rollout.
     *
     * @param planId the plan to apply
     * @param phases 1 to 6 rising cumulative targets; 100, 500, 1000 if absent
     * @param profile {@code careful} (if absent) or {@code quick}
     * @param terms numbers that differ from the profile's, by name, for example {@code {"batchSize": 50}}
     * @param canary false for no phase of one server per category at the beginning; true if absent
     * @param manual phases, counted from 0, whose end waits to be promoted; none if absent
     * @param autoRollback true to go back to the last stable revision if it fails; false if absent
     * @param allowRemove instances that may be removed beyond 10 % of the fleet; 0 if absent
     * @param reason why, at most 1,000 characters
     */
    public record StartRequest(
            @Nullable String planId,
            @Nullable List<@Nullable Integer> phases,
            @Nullable String profile,
            @Nullable Map<String, @Nullable Integer> terms,
            @Nullable Boolean canary,
            @Nullable List<@Nullable Integer> manual,
            @Nullable Boolean autoRollback,
            @Nullable Integer allowRemove,
            @Nullable String reason) {}
}
