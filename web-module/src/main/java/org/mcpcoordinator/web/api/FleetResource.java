package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.insight.FleetMirror;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.Rollouts;
import org.mcpcoordinator.web.wire.FleetView;
import org.mcpcoordinator.web.wire.Json;

/** The fleet as a whole. */
@Path("")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class FleetResource {
    @Inject
    Fleet fleet;

    @Inject
    Catalog catalog;

    @Inject
    FleetMirror mirror;

    @Inject
    Rollouts rollouts;

    /** The fleet in figures. */
    @GET
    @Path("fleet")
    @Route(
            does =
                    "Shows the fleet in figures: wished, seen by state and category, and whether it is between two revisions")
    public FleetView figures() {
        // The newest rollout tells what is in force: the revision it was asked for, or the one it went back to.
        return FleetView.of(
                mirror.newest().map(Rollout::aim).orElse(0L),
                mirror.newest().map(Rollout::fleet).orElse(""),
                catalog.layout(),
                fleet.counts(),
                rollouts.mixtures());
    }

    /** The newest fleet file of a fleet, as it was accepted. */
    @GET
    @Path("fleetfile")
    @Route(does = "Exports the newest fleet file of a fleet; without a name that of the fleet imported last")
    public JsonNode export(@QueryParam("fleet") @Nullable String fleet) throws JsonProcessingException {
        String wanted = Bounds.text("fleet", fleet, 64);
        Revision newest = (wanted == null ? catalog.newestOfAll() : catalog.newest(wanted))
                .orElseThrow(() -> wanted == null
                        ? new ProblemException(ProblemCode.NO_FLEET, "Import a fleet file first.")
                        : new ProblemException(ProblemCode.FLEET_NOT_FOUND, "No fleet is called " + wanted + "."));
        String document = catalog.document(newest.id())
                .orElseThrow(
                        () -> new ProblemException(ProblemCode.REVISION_NOT_FOUND, "Its newest revision is gone."));
        return Json.mapper().readTree(document);
    }

    /** The JSON Schema of fleet files. */
    @GET
    @Path("fleetfile/schema.json")
    @Route(does = "Gives the JSON Schema of fleet files, for editors")
    public JsonNode schema() throws JsonProcessingException {
        return Json.mapper().readTree(catalog.schema());
    }
}
