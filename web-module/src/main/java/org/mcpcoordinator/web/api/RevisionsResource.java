package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;

/** Revisions: every fleet file that was ever accepted. */
@Path("revisions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RevisionsResource {
    @Inject
    Catalog catalog;

    /** The revisions of a fleet. */
    @GET
    @Route(
            does =
                    "Lists the revisions of a fleet, newest first, at most 200; without a name those of the fleet imported last")
    public ListView<RevisionView> list(@QueryParam("fleet") @Nullable String fleet) {
        String wanted = Bounds.text("fleet", fleet, 64);
        if (wanted == null) {
            wanted = catalog.newestOfAll().map(Revision::fleet).orElse("");
        }
        List<Revision> found = wanted.isEmpty() ? List.of() : catalog.list(wanted);
        return ListView.of(found.stream().map(RevisionView::of).toList());
    }

    /**
     * A revision as it goes out.
     *
     * @param id unique in the installation
     * @param fleet the fleet it describes
     * @param number counts the fleet's revisions from 1 on
     * @param hash of its document
     * @param author who brought it
     * @param reason why; may be empty
     * @param createdAt when it was accepted
     */
    public record RevisionView(
            long id, String fleet, int number, String hash, String author, String reason, Instant createdAt) {
        static RevisionView of(Revision revision) {
            return new RevisionView(
                    revision.id(),
                    revision.fleet(),
                    revision.number(),
                    revision.hash(),
                    revision.author(),
                    revision.reason(),
                    revision.createdAt());
        }
    }
}
