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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.upkeep.Inspection;
import org.mcpcoordinator.upkeep.Run;
import org.mcpcoordinator.upkeep.Upkeep;

/** Backups: taken, listed, fetched. */
@Path("backups")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BackupsResource {
    @Inject
    Upkeep upkeep;

    @Inject
    Asking asking;

    @Inject
    Audit audit;

    /** The newest backups. */
    @GET
    @Route(does = "Lists the newest backups, at most 100", role = Role.ADMIN)
    public ListView<Run> list() {
        return ListView.of(upkeep.list(Run.Kind.BACKUP));
    }

    /** Begins a backup. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(does = "Begins a backup", role = Role.ADMIN, audit = "backup.start", status = 202)
    public Run start(BackupRequest wanted) {
        String passphrase = Bounds.text("passphrase", wanted.passphrase(), 1024);
        boolean without = Boolean.TRUE.equals(wanted.withoutSecrets());
        if ((passphrase == null) != without) {
            throw Bounds.refused(
                    "passphrase",
                    "send a passphrase that seals accounts, tokens and secrets, or withoutSecrets: true to leave them out",
                    null);
        }
        Run run = upkeep.backup(asking.known(), Optional.ofNullable(passphrase).map(String::toCharArray));
        asking.about("backup " + run.id());
        asking.note(without ? "without accounts, tokens and secrets" : "with a passphrase");
        return run;
    }

    /** One backup. */
    @GET
    @Path("{id}")
    @Route(does = "Shows a backup", role = Role.ADMIN)
    public Run find(@PathParam("id") long id) {
        return upkeep.find(Run.Kind.BACKUP, id)
                .orElseThrow(() -> new ProblemException(ProblemCode.RUN_NOT_FOUND, "There is no backup " + id + "."));
    }

    /** Its archive. */
    @GET
    @Path("{id}/archive")
    @Produces({"application/zip", MediaType.APPLICATION_JSON})
    @Route(does = "Gives the archive of a finished backup, a zip", role = Role.ADMIN)
    public Response archive(@PathParam("id") long id) {
        java.nio.file.Path file = upkeep.archive(id);
        // Nothing changes, and yet somebody takes everything along.
        audit.record(
                asking.known(),
                "backup.fetch",
                "backup " + id,
                "ok",
                file.getFileName().toString());
        return Response.ok(file.toFile(), "application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + file.getFileName() + "\"")
                .build();
    }

    /** Reads its archive once more. */
    @POST
    @Path("{id}/check")
    @Route(
            does = "Reads the archive of a finished backup to its end and says what is in it; the header"
                    + " Coordinator-Passphrase has its passphrase in Base64",
            role = Role.ADMIN,
            audit = "backup.check")
    public Inspection check(@PathParam("id") long id, @HeaderParam(Passphrase.HEADER) @Nullable String passphrase) {
        asking.about("backup " + id);
        return upkeep.inspect(id, Passphrase.decoded(passphrase));
    }

    /**
     * Asks for a backup.
     *
     * @param passphrase 8 to 1,024 characters that seal accounts, tokens and secrets
     * @param withoutSecrets true to leave accounts, tokens and secrets out
     */
    public record BackupRequest(
            @Nullable String passphrase, @Nullable Boolean withoutSecrets) {}
}
