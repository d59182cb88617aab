package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.AuditEntry;
import org.mcpcoordinator.access.AuditPage;
import org.mcpcoordinator.access.Role;

/** The audit trail. */
@Path("audit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    Audit audit;

    /** A page of it. */
    @GET
    @Route(does = "Lists who did what, when, to what end, newest first", role = Role.ADMIN)
    public ListView<AuditEntry> list(
            @QueryParam("page") @Nullable String page, @QueryParam("size") @Nullable String size) {
        AuditPage found =
                audit.list(Bounds.number("page", page, 0, 0, 1_000_000), Bounds.number("size", size, 100, 1, 500));
        return ListView.page(found.items(), found.total(), found.page(), found.size());
    }
}
