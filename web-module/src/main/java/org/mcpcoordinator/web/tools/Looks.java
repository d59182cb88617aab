package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Page;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.insight.Explanations;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.web.wire.FleetView;
import org.mcpcoordinator.web.wire.Json;
import org.mcpcoordinator.web.wire.RolloutView;
import org.mcpcoordinator.web.wire.ServerView;

/** Tools that only look. */
@ApplicationScoped
@SuppressWarnings("JavaLangClash") // Runtime is a package's desk
class Looks {
    private static final int USUAL_PAGE = 20;
    private static final int USUAL_LINES = 50;

    /** Definitions that are told at once. */
    private static final int DEFINITIONS = 50;

    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    @Inject
    FleetMirror mirror;

    @Inject
    Rollouts rollouts;

    @Inject
    Explanations explanations;

    @Inject
    Runtime runtime;

    @Inject
    Doctor doctor;

    @Inject
    Clock clock;

    List<OwnTool> all() {
        return List.of(
                OwnTool.looking("fleet_status", "GET /fleet", this::status),
                OwnTool.looking("servers", "GET /servers", this::servers),
                OwnTool.looking("explain", "GET /servers/{name}/explain", this::explain),
                OwnTool.looking("logs", "GET /servers/{name}/logs", this::logs),
                OwnTool.looking("doctor", "GET /drift", (arguments, caller) -> doctor.look()),
                OwnTool.looking("fleet_file", "GET /fleetfile", this::file),
                OwnTool.looking("rollout_status", "GET /rollouts/{id}", this::rollout));
    }

    private Told status(Arguments arguments, Caller caller) {
        FleetView view = FleetView.of(
                mirror.newest().map(Rollout::aim).orElse(0L),
                mirror.newest().map(Rollout::fleet).orElse(""),
                catalog.layout(),
                fleet.counts(),
                rollouts.mixtures());
        ObjectNode all = Json.mapper().valueToTree(view);
        StringBuilder text = new StringBuilder(view.desired() + " servers wished to run; seen: " + view.states());
        view.degraded().forEach(mixture -> text.append('\n').append(mixture.sentence()));
        mirror.newest().map(newest -> RolloutView.of(newest, clock.instant())).ifPresent(newest -> {
            all.set("rollout", Words.brief(newest));
            text.append('\n').append(Words.sentence(newest));
        });
        return new Told(text.toString(), all);
    }

    private Told servers(Arguments arguments, Caller caller) {
        Page page = fleet.list(new ServerFilter(
                arguments.find("state").map(InstanceState::valueOf).orElse(null),
                arguments.find("category").orElse(null),
                null,
                arguments.find("text").filter(text -> !text.isEmpty()).orElse(null),
                arguments.number("page", 0),
                arguments.number("size", USUAL_PAGE)));
        List<ServerView> views = page.items().stream()
                .map(instance -> ServerView.of(instance, mirror.speaking(instance.host())))
                .toList();
        ObjectNode all = Json.mapper().createObjectNode();
        all.set("items", Words.servers(views));
        all.put("total", page.total()).put("page", page.page()).put("size", page.size());
        return new Told(
                page.total() + " in all, page " + page.page() + (views.isEmpty() ? " is empty" : ":\n")
                        + Words.lines(views),
                all);
    }

    private Told explain(Arguments arguments, Caller caller) {
        int rollout = arguments.number("rollout", 0);
        if ((rollout == 0) == arguments.find("server").isEmpty()) {
            throw new ProblemException(ProblemCode.REQUEST_INVALID, "Give either server or rollout.");
        }
        var told = rollout == 0 ? explanations.server(arguments.text("server")) : explanations.rollout(rollout);
        return new Told(Words.explained(told), Json.mapper().valueToTree(told));
    }

    private Told logs(Arguments arguments, Caller caller) {
        InstanceKey key = new InstanceKey(arguments.text("server"), arguments.number("replica", 0));
        if (fleet.find(key).isEmpty()) {
            throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "There is no server " + key + ".");
        }
        List<String> lines =
                runtime.log(key, arguments.number("lines", USUAL_LINES), -1, Duration.ZERO).lines().stream()
                        .map(Words::bounded)
                        .toList();
        ObjectNode all = Json.mapper().createObjectNode();
        lines.forEach(all.putArray("lines")::add);
        return new Told(lines.isEmpty() ? "It has written nothing." : String.join("\n", lines), all);
    }

    private Told file(Arguments arguments, Caller caller) {
        Revision newest = arguments
                .find("fleet")
                .map(catalog::newest)
                .orElseGet(catalog::newestOfAll)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.FLEET_NOT_FOUND, "There is no such fleet, or none has been imported yet."));
        Set<String> wanted = new TreeSet<>(arguments.texts("servers"));
        ObjectNode all = Json.mapper().createObjectNode();
        all.put("fleet", newest.fleet()).put("revision", newest.id());
        ArrayNode servers = all.putArray("servers");
        int skipped = 0;
        int total = 0;
        int from = arguments.number("page", 0) * DEFINITIONS;
        for (JsonNode server : document(newest).path("servers")) {
            if (wanted.isEmpty() || wanted.remove(server.path("name").asText())) {
                total++;
                if (skipped < from) {
                    skipped++;
                } else if (servers.size() < DEFINITIONS) {
                    servers.add(server);
                }
            }
        }
        if (!arguments.texts("servers").isEmpty() && !wanted.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.SERVER_NOT_FOUND,
                    "Fleet " + newest.fleet() + " has no " + String.join(", ", wanted) + ".");
        }
        all.put("total", total);
        return new Told(all.toString(), all);
    }

    private JsonNode document(Revision newest) {
        try {
            return Json.mapper().readTree(catalog.document(newest.id()).orElse("{}"));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("revision " + newest.id() + " cannot be read", broken);
        }
    }

    private Told rollout(Arguments arguments, Caller caller) {
        int id = arguments.number("id", 0);
        Rollout found = (id == 0 ? rollouts.list().stream().findFirst() : rollouts.find(id))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.ROLLOUT_NOT_FOUND,
                        id == 0 ? "There has been no rollout yet." : "There is no rollout " + id + "."));
        RolloutView view = RolloutView.of(found, clock.instant());
        return new Told(Words.sentence(view), Words.brief(view));
    }
}
