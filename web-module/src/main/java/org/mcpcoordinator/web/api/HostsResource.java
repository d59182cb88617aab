package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.placement.Hosts;

/** What people do to machines; {@link NodesResource} lists them. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class HostsResource {
    @Inject
    Hosts hosts;

    @Inject
    Fleet fleet;

    /** Does what a person asks for one host. */
    @POST
    @Path("hosts/{name}/{action}")
    @Route(
            does =
                    "Cordons a host (it takes no more servers), drains it (what it has comes up elsewhere first) or uncordons it;"
                            + " refused if what it has finds no room",
            role = Role.OPERATOR,
            audit = "host")
    public ListView<NodesResource.HostView> act(@PathParam("name") String name, @PathParam("action") String action) {
        return ListView.of(List.of(NodesResource.HostView.of(
                hosts.act(name, action), fleet.counts().onHost(name), Map.of())));
    }
}
