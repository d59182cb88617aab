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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.upkeep.Run;
import org.mcpcoordinator.upkeep.Upkeep;

/** Restores: an archive comes in, and the fleet that is in it takes the place of none, or of the one that is here. */
@Path("restores")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RestoresResource {
    /** The passphrase of the archive, UTF-8 in Base64: addresses and bodies are kept in more places than headers. */
    static final String PASSPHRASE = "Coordinator-Passphrase";

    private static final int LONGEST_PASSPHRASE = 8192;

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
            @HeaderParam(PASSPHRASE) @Nullable String passphrase,
            InputStream archive) {
        boolean replaces = "true".equals(replace);
        Run run = upkeep.restore(asking.known(), archive, decoded(passphrase), replaces);
        asking.about("restore " + run.id());
        asking.note(replaces ? "may replace the fleet that is here" : "");
        return run;
    }

    /** One restore. */
    @GET
    @Path("{id}")
    @Route(does = "Shows a restore", role = Role.ADMIN)
    public Run find(@PathParam("id") long id) {
        return upkeep.find(Run.Kind.RESTORE, id)
                .orElseThrow(() -> new ProblemException(ProblemCode.RUN_NOT_FOUND, "There is no restore " + id + "."));
    }

    private static Optional<char[]> decoded(@Nullable String header) {
        String text = Bounds.text(PASSPHRASE, header, LONGEST_PASSPHRASE);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(text.strip()), StandardCharsets.UTF_8).toCharArray());
        } catch (IllegalArgumentException notBase64) {
            throw Bounds.refused(PASSPHRASE, "UTF-8 in Base64 is wanted", notBase64);
        }
    }
}
