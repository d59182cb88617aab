package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.web.wire.FleetView;

/** The fleet as a whole. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class FleetResource {
    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    /** The fleet in figures. */
    @GET
    @Path("fleet")
    @Route(does = "Shows the fleet in figures: wished, and seen by state and category")
    public FleetView figures() {
        Optional<Revision> newest = catalog.newestOfAll();
        return FleetView.of(
                newest.map(Revision::id).orElse(0L),
                newest.map(Revision::fleet).orElse(""),
                catalog.layout(),
                fleet.all());
    }
}
