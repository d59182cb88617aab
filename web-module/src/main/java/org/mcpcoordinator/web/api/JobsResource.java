package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.rollout.JobRecords;

/** The history of batch jobs in WildFly's job repository. */
@Path("jobs")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
    private static final int MOST_DAYS = 3650;

    @Inject
    JobRecords records;

    @Inject
    Asking asking;

    /** Deletes old records. */
    @POST
    @Path("purge")
    @Route(
            does = "Deletes the records of batch jobs of which nothing has happened for so many days (30 if not said)",
            role = Role.ADMIN,
            audit = "jobs.purge")
    public Purged purge(@QueryParam("days") @Nullable String days) {
        int kept = Bounds.number("days", days, JobRecords.USUAL_DAYS, 1, MOST_DAYS);
        int deleted = records.purge(kept);
        asking.about("job repository");
        asking.note(deleted + " jobs older than " + kept + " days");
        return new Purged(deleted);
    }

    /**
     * What was deleted.
     *
     * @param jobs how many jobs, with all their executions
     */
    public record Purged(int jobs) {}
}
