package org.mcpcoordinator.web.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.Outcome;
import org.mcpcoordinator.mcp.server.ServerIdentity;
import org.mcpcoordinator.mcp.server.Tool;
import org.mcpcoordinator.standby.Offer;
import org.mcpcoordinator.standby.Offers;
import org.mcpcoordinator.web.door.OnBehalf;
import org.mcpcoordinator.web.wire.OwnServer;

/** The coordinator's tools, each caller's own: who may not use one is not shown it. */
@ApplicationScoped
public class FleetTools implements OwnServer {
    private static final Logger LOG = Logger.getLogger(FleetTools.class);

    /** Each takes a thread, and most take a connection of the database. */
    private static final int AT_ONCE = 16;

    /** Also names its stored offer, as hashes name those of definitions. */
    private static final String NAME = "coordinator";

    /** When it was learnt: it is never so old that it is forgotten. */
    private static final Instant ALWAYS = Instant.parse("9999-01-01T00:00:00Z");

    private static final ServerIdentity IDENTITY = new ServerIdentity(
            NAME,
            "MCP Coordinator",
            "1",
            "Runs the fleet of MCP servers. Begin with fleet_status or doctor; explain says why a server is as it is. To"
                    + " change servers: fleet_file, plan, then rollout_start with the planId, then rollout_status.");

    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Map<Role, ArrayNode> listed = new EnumMap<>(Role.class);

    @Inject
    Looks looks;

    @Inject
    Acts acts;

    @Inject
    Desk desk;

    @Inject
    OnBehalf onBehalf;

    @Inject
    Offers offers;

    @Resource
    @SuppressWarnings("NullAway.Init")
    ManagedExecutorService executor;

    private List<OwnTool> tools = List.of();

    @PostConstruct
    void gather() {
        tools = Stream.concat(looks.all().stream(), acts.all().stream()).toList();
        for (Role role : Role.values()) {
            ArrayNode list = Json.object().putArray("tools");
            tools.stream().filter(tool -> role.includes(tool.role())).forEach(tool -> list.add(tool.declaration()));
            listed.put(role, list);
        }
    }

    /** Kept as servers' offers are, so that it is found as their tools are. */
    void keep(@Observes Startup begun) {
        ObjectNode said = Json.object().put("instructions", IDENTITY.instructions());
        said.putObject("capabilities").putObject("tools");
        Offer offer = new Offer(NAME, said, null, tools(Role.ADMIN), null, null, null, ALWAYS);
        executor.execute(() -> {
            try {
                offers.keep(offer);
            } catch (RuntimeException databaseAway) {
                LOG.warn(
                        "The coordinator's own tools cannot be found by find_tools until the next start", databaseAway);
            }
        });
    }

    @Override
    public ArrayNode tools(Role role) {
        return Objects.requireNonNull(listed.get(role));
    }

    @Override
    public CompletableFuture<HttpAnswer> answer(Caller caller, HttpQuestion question) {
        Outcome outcome = server(caller).receive(question);
        if (outcome instanceof Outcome.Ready ready) {
            return CompletableFuture.completedFuture(ready.answer());
        }
        Outcome.Work work = (Outcome.Work) outcome;
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(
                    work.failed(AT_ONCE + " calls of the coordinator's tools are under way: try again in a second"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> run(caller, work), executor)
                    .whenComplete((answer, failure) -> places.release());
        } catch (RejectedExecutionException stopping) {
            places.release();
            return CompletableFuture.completedFuture(work.failed("the coordinator is stopping"));
        }
    }

    private HttpAnswer run(Caller caller, Outcome.Work work) {
        AtomicReference<HttpAnswer> answer = new AtomicReference<>();
        try {
            onBehalf.run(caller, () -> answer.set(work.run()));
        } catch (Exception notDone) {
            LOG.error("A call in the name of " + caller.name() + " could not be made", notDone);
        }
        HttpAnswer done = answer.get();
        return done == null ? work.failed("it could not be done in your name; the server's log says why") : done;
    }

    private McpServer server(Caller caller) {
        List<Tool> shown = new ArrayList<>();
        List<Tool> hidden = new ArrayList<>();
        for (OwnTool tool : tools) {
            boolean may = caller.role().includes(tool.role());
            (may ? shown : hidden).add(new Tool(tool.name(), tool.declaration(), desk.handler(tool, caller)));
        }
        return McpServer.forOne(IDENTITY, shown, hidden);
    }
}
