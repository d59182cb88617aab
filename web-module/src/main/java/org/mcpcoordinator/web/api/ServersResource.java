package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.balance.Balancing;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Page;
import org.mcpcoordinator.fleet.ServerFilter;
import org.mcpcoordinator.health.Health;
import org.mcpcoordinator.insight.Explanation;
import org.mcpcoordinator.insight.Explanations;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.AgentStatus;
import org.mcpcoordinator.runtime.Runtime;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.standby.Offers;
import org.mcpcoordinator.web.api.ServerDetailView.ProbeView;
import org.mcpcoordinator.web.wire.Json;
import org.mcpcoordinator.web.wire.ServerView;

/** Servers: what is wished, what is seen, what people do to them. */
@Path("servers")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ServersResource {
    /** Copies a definition may have. */
    private static final int MOST_REPLICAS = 100;

    private static final int LONGEST_WAIT_SECONDS = 20;

    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    @Inject
    FleetMirror mirror;

    @Inject
    Health health;

    @Inject
    Runtime runtime;

    @Inject
    Balancing balancing;

    @Inject
    ServerTalk talk;

    @Inject
    Offers offers;

    @Inject
    Explanations explanations;

    @Inject
    Asking asking;

    /** A page of instances, by name and replica. */
    @GET
    @Route(does = "Lists instances by name and replica, a page at a time")
    public ListView<ServerView> list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("category") @Nullable String category,
            @QueryParam("node") @Nullable String node,
            @QueryParam("q") @Nullable String text,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        Category wanted = Bounds.choice("category", category, Category.values(), Category::id);
        ServerFilter filter = new ServerFilter(
                Bounds.choice("state", state, InstanceState.values(), Enum::name),
                wanted == null ? null : wanted.id(),
                node == null || node.isBlank() ? null : mirror.hostOf(node).orElse(node),
                Bounds.text("q", text, 100),
                Bounds.number("page", page, 0, 0, 1_000_000),
                Bounds.number("size", size, 100, 1, 1000));
        Page found = fleet.list(filter);
        return ListView.page(views(found.items()), found.total(), found.page(), found.size());
    }

    /** One server: its definition, its instances, its last probes. */
    @GET
    @Path("{name}")
    @Route(does = "Shows a server: its definition, its instances and their last probes")
    public ServerDetailView find(@PathParam("name") String name) {
        List<Instance> instances = instances(name);
        Optional<DefinitionView> definition =
                catalog.definition(instances.get(0).revision(), name).map(DefinitionView::of);
        AgentStatus agent = runtime.agent();
        boolean program = definition
                        .filter(view -> view.command() != null || view.image() != null)
                        .isPresent()
                && instances.get(0).host().equals(agent.host());
        Map<String, String> confines = program ? agent.confines() : Map.of();
        return new ServerDetailView(
                definition.orElse(null), confines, views(instances), balancing.look(name), probes(instances));
    }

    /** Why a server is as it is. */
    @GET
    @Path("{name}/explain")
    @Route(does = "Explains a server: wish, evidence, last probes and lines, gates that did not pass, what to try next")
    public Explanation explain(@PathParam("name") String name) {
        return explanations.server(Bounds.needed("name", name, 64));
    }

    /** What a copy of a server has written last. */
    @GET
    @Path("{name}/logs")
    @Route(
            does = "Shows the newest lines a copy has written, or what it wrote after a place, for which it waits some"
                    + " seconds; built-in servers share the output of their process")
    public LogView logs(
            @PathParam("name") String name,
            @QueryParam("replica") @Nullable String replica,
            @QueryParam("lines") @Nullable String lines,
            @QueryParam("after") @Nullable String after,
            @QueryParam("wait") @Nullable String wait) {
        InstanceKey key = new InstanceKey(name, Bounds.number("replica", replica, 0, 0, MOST_REPLICAS - 1));
        int most = Bounds.number("lines", lines, 200, 1, 5000);
        int place = Bounds.number("after", after, -1, 0, Integer.MAX_VALUE);
        int seconds = Bounds.number("wait", wait, 0, 0, LONGEST_WAIT_SECONDS);
        if (fleet.find(key).isEmpty()) {
            throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "There is no server " + key + ".");
        }
        Runtime.LogPiece piece = runtime.log(key, most, place, Duration.ofSeconds(seconds));
        return new LogView(piece.lines(), piece.next());
    }

    /** What a server offers. */
    @GET
    @Path("{name}/tools")
    @Route(does = "Asks the server for its tools")
    public ListView<JsonNode> tools(@PathParam("name") String name) {
        List<JsonNode> tools = new ArrayList<>();
        talk.tools(name).forEach(tools::add);
        return ListView.of(tools);
    }

    /** What is kept of what a server offers. */
    @GET
    @Path("{name}/offer")
    @Route(does = "Shows what the server said of itself and listed when it was asked last: it is not asked, nor woken")
    public OfferView offer(@PathParam("name") String name) {
        return offers.find(instances(name).get(0).definitionHash())
                .map(OfferView::of)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NOT_FOUND, "What " + name + " offers has not been learnt yet."));
    }

    /** Tries a tool of a server. */
    @POST
    @Path("{name}/call")
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(
            does = "Calls a tool of the server and gives its result; isError inside tells whether it failed",
            role = Role.OPERATOR,
            audit = "server.call")
    public ObjectNode call(@PathParam("name") String name, CallRequest call) {
        String tool = Bounds.needed("tool", call.tool(), 256);
        asking.about(name + "/" + tool);
        if (call.arguments() != null && !(call.arguments() instanceof ObjectNode)) {
            throw Bounds.refused("arguments", "an object is wanted", null);
        }
        return talk.call(
                name,
                tool,
                call.arguments() instanceof ObjectNode given
                        ? given
                        : Json.mapper().createObjectNode());
    }

    /** Does what a person asks for all copies of a server. */
    @POST
    @Path("{name}/{action}")
    @Route(
            does = "Restarts, stops, starts, drains, quarantines or releases a server, all its copies",
            role = Role.OPERATOR,
            audit = "server")
    public ListView<ServerView> act(@PathParam("name") String name, @PathParam("action") String action) {
        return ListView.of(views(fleet.act(name, action)));
    }

    /**
     * What a copy has written.
     *
     * @param lines the oldest first
     * @param next the place after them: asked for with {@code after}, the next answer begins there
     */
    public record LogView(List<String> lines, long next) {
        public LogView {
            lines = List.copyOf(lines);
        }
    }

    /**
     * What a server offers, as it was last told.
     *
     * @param learntAt when it was asked
     * @param discover its result of {@code server/discover}; absent if it does not speak the modern era
     * @param initialize its result of {@code initialize}; absent if it does not speak the legacy era
     * @param tools what it lists; absent, as the others, where that is not known
     * @param prompts its prompts
     * @param resources its resources
     * @param templates templates of resources
     */
    public record OfferView(
            Instant learntAt,
            @Nullable JsonNode discover,
            @Nullable JsonNode initialize,
            @Nullable JsonNode tools,
            @Nullable JsonNode prompts,
            @Nullable JsonNode resources,
            @Nullable JsonNode templates) {
        static OfferView of(Offer offer) {
            return new OfferView(
                    offer.learntAt(),
                    offer.discover(),
                    offer.initialize(),
                    offer.tools(),
                    offer.prompts(),
                    offer.resources(),
                    offer.templates());
        }
    }

    /**
     * Asks for a call.
     *
     * @param tool its name
     * @param arguments an object; none if absent
     */
    public record CallRequest(
            @Nullable String tool, @Nullable JsonNode arguments) {}

    private List<ProbeView> probes(List<Instance> instances) {
        return instances.stream()
                .flatMap(instance -> health.probes(instance.key()).stream()
                        .map(probe -> ProbeView.of(instance.key().replica(), probe)))
                .sorted(Comparator.comparing(ProbeView::at).reversed())
                .toList();
    }

    private List<ServerView> views(List<Instance> instances) {
        return instances.stream()
                .map(instance -> ServerView.of(instance, mirror.speaking(instance.host())))
                .toList();
    }

    /** All copies of the server, the first one first. */
    private List<Instance> instances(String name) {
        List<Instance> copies =
                fleet.list(new ServerFilter(null, null, null, Bounds.text("name", name, 64), 0, 1000)).items().stream()
                        .filter(instance -> instance.key().server().equals(name))
                        .limit(MOST_REPLICAS)
                        .toList();
        if (copies.isEmpty()) {
            throw new ProblemException(ProblemCode.SERVER_NOT_FOUND, "No server is called " + name + ".");
        }
        return copies;
    }
}
