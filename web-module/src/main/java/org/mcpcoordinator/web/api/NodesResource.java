package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.cluster.AgentSighting;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Node;
import org.mcpcoordinator.cluster.NodeState;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.fleet.Counts;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.runtime.AgentStatus;
import org.mcpcoordinator.runtime.Runtime;

/** Machines and WildFlys. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class NodesResource {
    @Inject
    Cluster cluster;

    @Inject
    Fleet fleet;

    @Inject
    Runtime runtime;

    @Inject
    Asking asking;

    /** The WildFlys of the cluster. */
    @GET
    @Path("nodes")
    @Route(does = "Lists the coordinator's nodes, with the servers placed on the host of each")
    public ListView<NodeView> nodes() {
        Counts servers = fleet.counts();
        return ListView.of(cluster.nodes().stream()
                .map(node -> NodeView.of(node, servers.onHost(node.host())))
                .toList());
    }

    /** Takes a node out of use for a while. */
    @POST
    @Path("nodes/{name}/drain")
    @Route(
            does =
                    "Has a node take nothing new: it is not ready any more, and gives its leases back; refused for the last one that is up",
            role = Role.OPERATOR,
            audit = "node.drain")
    public ListView<NodeView> drain(@PathParam("name") String name) {
        asking.about(name);
        cluster.drain(name);
        return nodes();
    }

    /** Takes it into use again. */
    @POST
    @Path("nodes/{name}/undrain")
    @Route(does = "Lets a drained node take part again", role = Role.OPERATOR, audit = "node.undrain")
    public ListView<NodeView> undrain(@PathParam("name") String name) {
        asking.about(name);
        cluster.undrain(name);
        return nodes();
    }

    /** Takes it off the list. */
    @DELETE
    @Path("nodes/{name}")
    @Route(
            does = "Forgets a node that has left or is dead; refused while it is alive",
            role = Role.ADMIN,
            audit = "node.forget",
            status = 204)
    public void forget(@PathParam("name") String name) {
        asking.about(name);
        cluster.forget(name);
    }

    /** The machines of the cluster. */
    @GET
    @Path("hosts")
    @Route(does = "Lists the hosts, their agents, and the servers placed on each")
    public ListView<HostView> hosts() {
        AgentStatus agent = runtime.agent();
        Counts servers = fleet.counts();
        return ListView.of(cluster.hosts().stream()
                .map(host -> HostView.of(
                        host,
                        servers.onHost(host.name()),
                        host.name().equals(agent.host()) ? agent.confines() : Map.of()))
                .toList());
    }

    /**
     * A WildFly.
     *
     * @param name the node's name
     * @param host the machine it runs on
     * @param state UP, DRAINING, LEFT or DEAD
     * @param url where it is reached; empty if not set
     * @param pid its process on its host
     * @param servers instances placed on its host
     * @param startedAt when its JVM started
     * @param seenAt its last heartbeat
     * @param version the release it runs; empty if unknown
     * @param lagMillis how late it hears what other nodes announce, as it said with its heartbeat; absent if unknown
     * @param holds names of the leases it holds now: what it does for all nodes
     * @param revision the newest revision it saw then; this and the rest is for comparing nodes
     * @param healthy instances it saw healthy
     * @param routed servers it routes
     * @param routes digest of its route table
     */
    public record NodeView(
            String name,
            String host,
            NodeState state,
            String url,
            long pid,
            long servers,
            Instant startedAt,
            Instant seenAt,
            String version,
            @Nullable Long lagMillis,
            List<String> holds,
            long revision,
            int healthy,
            int routed,
            String routes) {
        public NodeView {
            holds = List.copyOf(holds);
        }

        static NodeView of(Node node, long servers) {
            return new NodeView(
                    node.name(),
                    node.host(),
                    node.state(),
                    node.url(),
                    node.pid(),
                    servers,
                    node.startedAt(),
                    node.seenAt(),
                    node.version(),
                    node.lagMillis() < 0 ? null : node.lagMillis(),
                    node.holds(),
                    node.view().revision(),
                    node.view().healthy(),
                    node.view().routed(),
                    node.view().routes());
        }
    }

    /**
     * A machine.
     *
     * @param name the host's name
     * @param state UP, AGENT_AWAY or DEAD
     * @param servers instances placed on it
     * @param seenAt when it was last seen
     * @param agent what was last known of its agent; absent before the first sight
     * @param confines by which means its programs are held apart, as {@link ServerDetailView} tells; only of this node's host
     * @param placing OPEN, CORDONED or DRAINING: whether it takes servers
     * @param memoryBytes of the machine; 0 for not known
     * @param processors of the machine; 0 for not known
     * @param address where its agent is reached from other machines; absent if it is not
     * @param leftAt when its servers were last placed elsewhere because it was dead; absent for never
     */
    public record HostView(
            String name,
            HostState state,
            long servers,
            Instant seenAt,
            @Nullable AgentSighting agent,
            Map<String, String> confines,
            Placing placing,
            long memoryBytes,
            int processors,
            @Nullable String address,
            @Nullable Instant leftAt) {
        public HostView {
            confines = Map.copyOf(confines);
        }

        static HostView of(Host host, long servers, Map<String, String> confines) {
            return new HostView(
                    host.name(),
                    host.state(),
                    servers,
                    host.seenAt(),
                    host.agent(),
                    confines,
                    host.placing(),
                    host.capacity().memoryBytes(),
                    host.capacity().processors(),
                    host.address(),
                    host.leftAt());
        }
    }
}
