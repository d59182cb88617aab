package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.pinning.HeldTool;
import org.mcpcoordinator.pinning.Pins;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.standby.Offers;

/** Tools that are held because they say something else of themselves than was approved. */
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
