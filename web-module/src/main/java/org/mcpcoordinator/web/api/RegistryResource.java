package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.intake.Registry;
import org.mcpcoordinator.intake.RegistryPage;

/** Servers that the registry of this installation knows; an import takes them in. */
@Path("registry")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RegistryResource {
    private static final int LONGEST_SEARCH = 200;
    private static final int LONGEST_CURSOR = 1_000;

    @Inject
    Registry registry;

    /** Asks the registry. */
    @GET
    @Path("servers")
    @Route(
            does =
                    "Asks the registry named by the setting coordinator.intake.registry for servers, 30 at a time; each comes with"
                            + " its entry, which imports read",
            role = Role.OPERATOR)
    public RegistryPage search(
            @QueryParam("search") @Nullable String search, @QueryParam("cursor") @Nullable String cursor) {
        return registry.search(
                Bounds.text("search", search, LONGEST_SEARCH), Bounds.text("cursor", cursor, LONGEST_CURSOR));
    }
}
