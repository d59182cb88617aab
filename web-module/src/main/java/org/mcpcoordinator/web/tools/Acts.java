package org.mcpcoordinator.web.tools;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Plan;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutRequest;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.rollout.Terms;
import org.mcpcoordinator.web.wire.Json;
import org.mcpcoordinator.web.wire.RolloutView;
import org.mcpcoordinator.web.wire.ServerView;

/** Tools that change something. */
@ApplicationScoped
class Acts {
    private static final Set<String> ENDING = Set.of("stop", "quarantine");
    private static final Set<String> UNDOING = Set.of("abort", "rollback");
    private static final String WITHOUT_REASON = "";

    @Inject
    Fleet fleet;

    @Inject
    Rollouts rollouts;

    @Inject
    FleetMirror mirror;

    @Inject
    Wanted wanted;

    @Inject
    Clock clock;

    List<OwnTool> all() {
        return List.of(
                new OwnTool(
                        Declarations.of("plan"),
                        "POST /plans",
                        Role.OPERATOR,
                        "plan.make",
                        arguments -> Weight.LOOKS,
                        arguments ->
                                arguments.json().path("change").path("fleet").asText(""),
                        arguments -> "",
                        this::plan),
                new OwnTool(
                        Declarations.of("rollout_start"),
                        "POST /rollouts",
                        Role.OPERATOR,
                        "rollout.start",
                        arguments -> Weight.DESTROYS,
                        arguments -> "plan " + arguments.text("planId"),
                        this::wouldRollOut,
                        this::rollOut),
                new OwnTool(
                        Declarations.of("rollout_action"),
                        "POST /rollouts/{id}/{action}",
                        Role.OPERATOR,
                        "rollout",
                        arguments -> UNDOING.contains(arguments.text("action")) ? Weight.DESTROYS : Weight.CHANGES,
                        arguments -> "rollout " + arguments.number("id", 0),
                        this::wouldSteer,
                        this::steer),
                new OwnTool(
                        Declarations.of("server_action"),
                        "POST /servers/{name}/{action}",
                        Role.OPERATOR,
                        "server",
                        arguments -> ENDING.contains(arguments.text("action")) ? Weight.DESTROYS : Weight.CHANGES,
                        arguments -> arguments.text("server"),
                        this::wouldAct,
                        this::act));
    }

    private Told plan(Arguments arguments, Caller caller) {
        Plan plan = wanted.plan(arguments, caller);
        return new Told(
                Changes.text(plan),
                Changes.json(plan),
                plan.fleet(),
                "plan " + plan.id() + ": " + plan.changes().size() + " changes");
    }

    private String wouldRollOut(Arguments arguments) {
        String id = arguments.text("planId");
        Plan plan = rollouts.findPlan(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.PLAN_NOT_FOUND, "There is no plan " + id + "; plans are kept for 24 h."));
        return "Roll out plan " + id + " of fleet " + plan.fleet() + " (profile " + arguments.text("profile", "careful")
                + ")? " + Changes.summary(plan);
    }

    private Told rollOut(Arguments arguments, Caller caller) {
        List<Integer> phases = StreamSupport.stream(
                        arguments.json().path("phases").spliterator(), false)
                .map(phase -> phase.intValue())
                .toList();
        Rollout rollout = rollouts.request(
                new RolloutRequest(
                        arguments.text("planId"),
                        phases,
                        arguments.text("profile", "careful"),
                        new Terms.Wanted(Map.of(), true, List.of(), arguments.flag("autoRollback", false)),
                        arguments.number("allowRemove", 0),
                        arguments.text("reason", WITHOUT_REASON)),
                caller);
        return told(
                rollout,
                "fleet " + rollout.fleet() + ", revision " + rollout.revision() + ", plan " + arguments.text("planId"));
    }

    private String wouldSteer(Arguments arguments) {
        int id = arguments.number("id", 0);
        Rollout rollout = rollouts.find(id)
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.ROLLOUT_NOT_FOUND, "There is no rollout " + id + "."));
        return Words.capital(arguments.text("action")) + " rollout " + id + " of fleet " + rollout.fleet()
                + ", which is " + rollout.state() + " with " + rollout.planned() + " servers planned?";
    }

    private Told steer(Arguments arguments, Caller caller) {
        String reason = arguments.text("reason", WITHOUT_REASON);
        return told(rollouts.act(arguments.number("id", 0), arguments.text("action"), reason, caller), reason);
    }

    private Told told(Rollout rollout, String note) {
        RolloutView view = RolloutView.of(rollout, clock.instant());
        return new Told(Words.sentence(view), Words.brief(view), "rollout " + rollout.id(), note);
    }

    private String wouldAct(Arguments arguments) {
        String server = arguments.text("server");
        List<Instance> copies = fleet.list(new ServerFilter(null, null, null, server, 0, 1000)).items().stream()
                .filter(instance -> instance.key().server().equals(server))
                .toList();
        if (copies.isEmpty()) {
            throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "No server is called " + server + ".");
        }
        return Words.capital(arguments.text("action")) + " server " + server + " of fleet "
                + copies.get(0).fleet() + " (" + copies.size() + (copies.size() == 1 ? " copy" : " copies") + ")?";
    }

    private Told act(Arguments arguments, Caller caller) {
        List<ServerView> views = fleet.act(arguments.text("server"), arguments.text("action")).stream()
                .map(instance -> ServerView.of(instance, mirror.speaking(instance.host())))
                .toList();
        var all = Json.mapper().createObjectNode();
        all.set("items", Words.servers(views));
        return new Told(Words.lines(views), all);
    }
}
