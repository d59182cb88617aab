package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.upkeep.Inspection;
import org.mcpcoordinator.upkeep.Run;
import org.mcpcoordinator.upkeep.Upkeep;

/** Restores: an archive comes in, and the fleet that is in it takes the place of none, or of the one that is here. */
@Path("restores")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RestoresResource {
    @Inject
    Upkeep upkeep;

    @Inject
    Asking asking;

    /** The newest restores. */
    @GET
    @Route(does = "Lists the newest restores, at most 100", role = Role.ADMIN)
    public ListView<Run> list() {
        return ListView.of(upkeep.list(Run.Kind.RESTORE));
    }

    /** Begins a restore. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Route(
            does = "Takes an archive (the body) and begins to restore it; the header Coordinator-Passphrase has its"
                    + " passphrase in Base64",
            role = Role.ADMIN,
            audit = "restore.start",
            status = 202)
    public Run start(
            @QueryParam("replace") @Nullable String replace,
            @HeaderParam(Passphrase.HEADER) @Nullable String passphrase,
            InputStream archive) {
        boolean replaces = "true".equals(replace);
        Run run = upkeep.restore(asking.known(), archive, Passphrase.decoded(passphrase), replaces);
        asking.about("restore " + run.id());
        asking.note(replaces ? "may replace the fleet that is here" : "");
        return run;
    }

    /** Only looks. */
    @POST
    @Path("check")
    @Consumes(MediaType.WILDCARD)
    @Route(
            does = "Reads an archive (the body) to its end and says what is in it, or what a restore would be refused"
                    + " with; changes nothing and keeps nothing",
            role = Role.ADMIN,
            audit = "restore.check")
    public Inspection check(
            @QueryParam("replace") @Nullable String replace,
            @HeaderParam(Passphrase.HEADER) @Nullable String passphrase,
            InputStream archive) {
        asking.about("archive");
        return upkeep.inspect(archive, Passphrase.decoded(passphrase), "true".equals(replace));
    }

    /** One restore. */
    @GET
    @Path("{id}")
    @Route(does = "Shows a restore", role = Role.ADMIN)
    public Run find(@PathParam("id") long id) {
        return upkeep.find(Run.Kind.RESTORE, id)
                .orElseThrow(() -> new ProblemException(ProblemCode.RUN_NOT_FOUND, "There is no restore " + id + "."));
    }
}
