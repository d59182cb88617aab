package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.finding.ToolIndex;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.pinning.HeldTool;
import org.mcpcoordinator.pinning.Pins;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.standby.Offers;

/** Tools: all that may be called, and those that are held because they say something else of themselves than was approved. */
@Path("tools")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ToolsResource {
    @Inject
    Pins pins;

    @Inject
    Offers offers;

    @Inject
    Fleet fleet;

    @Inject
    Asking asking;

    @Inject
    ToolSearch search;

    /** All by name, or with a question those that answer it. */
    @GET
    @Route(
            does =
                    "Lists the tools that /mcp has, by name, a page at a time; with q the fifty that fit best what is to be done"
                            + " in plain words, best first")
    public ToolPage list(
            @QueryParam("q") @Nullable String question,
            @QueryParam("category") @Nullable String category,
            @QueryParam("server") @Nullable String server,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size) {
        Category only = Bounds.choice("category", category, Category.values(), Category::id);
        String name = Bounds.text("server", server, 64);
        String asked = Bounds.text("q", question, ToolIndex.LONGEST_QUESTION);
        int number = Bounds.number("page", page, 0, 0, 1_000_000);
        int most = Bounds.number("size", size, 20, 1, 1000);
        Predicate<Member> wanted = member -> (only == null || member.category().equals(only.id()))
                && (name == null || member.server().equals(name));
        Role role = asking.known().role();
        if (asked == null || asked.isBlank()) {
            return ToolPage.of(search.all(role, wanted), number, most, null);
        }
        long began = System.nanoTime();
        List<ToolSearch.Hit> found = search.find(asked, role, wanted);
        return ToolPage.of(found, number, most, Math.round((System.nanoTime() - began) / 10_000.0) / 100.0);
    }

    /** One, by the name it has among all. */
    @GET
    @Path("{name}")
    @Route(does = "Shows all of a tool, by the name it has at /mcp: its description and the schema of its arguments")
    public ToolView find(@PathParam("name") String name) {
        return search.named(Bounds.needed("name", name, 64), asking.known().role())
                .map(ToolView::of)
                .orElseThrow(() -> new ProblemException(ProblemCode.TOOL_NOT_FOUND, "No tool is called " + name + "."));
    }

    /** All that are held, the newest first, or those of one server. */
    @GET
    @Path("held")
    @Route(does = "Lists tools that are not offered, because their description or schema has changed unapproved")
    public ListView<HeldToolView> held(@QueryParam("server") @Nullable String server) {
        Map<String, SortedSet<String>> servers = servers();
        String wanted = Bounds.text("server", server, 64);
        return ListView.of(pins.held().stream()
                .filter(tool -> servers.containsKey(tool.definitionHash()))
                .map(tool -> HeldToolView.of(tool, servers.getOrDefault(tool.definitionHash(), new TreeSet<>())))
                .filter(tool -> wanted == null || tool.servers().contains(wanted))
                .toList());
    }

    /** Offers a tool with what it says now. */
    @POST
    @Path("approve")
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(
            does = "Offers a held tool again with the words it has now, at all servers of its definition",
            role = Role.ADMIN,
            audit = "tool.approve")
    public ListView<HeldToolView> approve(ApproveRequest approval) {
        String server = Bounds.needed("server", approval.server(), 64);
        String tool = Bounds.needed("tool", approval.tool(), 256);
        asking.about(server + "/" + tool);
        String hash = servers().entrySet().stream()
                .filter(entry -> entry.getValue().contains(server))
                .map(Map.Entry::getKey)
                .filter(definition ->
                        pins.names().getOrDefault(definition, Set.of()).contains(tool))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.TOOL_NOT_HELD, "No tool " + tool + " of " + server + " is held."));
        Caller caller = asking.caller();
        offers.approve(hash, tool, Boolean.TRUE.equals(approval.always()), caller == null ? "" : caller.name());
        return held(server);
    }

    /** Names of servers by the hash of their definition. */
    private Map<String, SortedSet<String>> servers() {
        return fleet.released().stream()
                .collect(Collectors.groupingBy(
                        Instance::definitionHash,
                        Collectors.mapping(
                                instance -> instance.key().server(), Collectors.toCollection(TreeSet::new))));
    }

    /**
     * A page of tools.
     *
     * @param total how many there are on all pages
     * @param page from 0 on
     * @param size asked for
     * @param searchMillis what looking for them took; absent where nothing was asked
     */
    public record ToolPage(
            List<ToolView> items,
            long total,
            int page,
            int size,
            @Nullable Double searchMillis) {
        public ToolPage {
            items = List.copyOf(items);
        }

        static ToolPage of(List<ToolSearch.Hit> hits, int page, int size, @Nullable Double millis) {
            return new ToolPage(
                    hits.stream()
                            .skip((long) page * size)
                            .limit(size)
                            .map(ToolView::of)
                            .toList(),
                    hits.size(),
                    page,
                    size,
                    millis);
        }
    }

    /**
     * A tool that is held.
     *
     * @param servers whose it is: all of one definition
     * @param tool its own name
     * @param changed which of its members differ
     * @param before its declarations as they were offered last
     * @param now as its servers list it now
     * @param since when that was seen
     */
    public record HeldToolView(
            List<String> servers, String tool, List<String> changed, JsonNode before, JsonNode now, Instant since) {
        public HeldToolView {
            servers = List.copyOf(servers);
            changed = List.copyOf(changed);
        }

        static HeldToolView of(HeldTool tool, SortedSet<String> servers) {
            return new HeldToolView(
                    List.copyOf(servers), tool.name(), tool.changed(), tool.before(), tool.now(), tool.since());
        }
    }

    /**
     * Approves a tool.
     *
     * @param server one of those whose it is
     * @param tool its own name
     * @param always true if it may say what it likes from now on; false if absent
     */
    public record ApproveRequest(
            @Nullable String server,
            @Nullable String tool,
            @Nullable Boolean always) {}
}
