package org.mcpcoordinator.web.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.runtime.Drill;
import org.mcpcoordinator.runtime.DrillBook;
import org.mcpcoordinator.runtime.DrillKind;
import org.mcpcoordinator.runtime.Drills;

/** Faults made on purpose, and their reports. Reading needs the host's agent and no database: a drill may have cut it off. */
@Path("drills")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DrillsResource {
    private static final int USUAL_SECONDS = 20;
    private static final int MOST_SECONDS = 60;

    @Inject
    Drills drills;

    @Inject
    Fleet fleet;

    @Inject
    Asking asking;

    /** What goes on and what was done. */
    @GET
    @Route(does = "Tells whether drills can be started here, and lists the newest twenty of this node's host")
    public DrillBook list() {
        return drills.book();
    }

    /** Begins one. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Route(
            does = "Begins a drill, a fault on purpose, on this node's host; where up started it",
            role = Role.ADMIN,
            audit = "drill.start",
            status = 202)
    public Drill start(DrillRequest wanted) {
        DrillKind kind = Bounds.present(
                "drill",
                Bounds.choice("drill", Bounds.needed("drill", wanted.drill(), 64), DrillKind.values(), DrillKind::id));
        String target = Bounds.text("target", wanted.target(), 64);
        int seconds = seconds(kind, wanted.seconds());
        asking.about(kind.id() + (target == null ? "" : " " + target));
        Drill begun = drills.start(asking.known(), kind, known(kind, target), seconds);
        asking.note("drill " + begun.id() + (seconds == 0 ? "" : ", " + seconds + " s"));
        return begun;
    }

    static int seconds(DrillKind kind, @Nullable Integer wanted) {
        if (kind != DrillKind.CUT_DB) {
            if (wanted != null) {
                throw Bounds.refused("seconds", "is for cut-db only", null);
            }
            return 0;
        }
        int seconds = wanted == null ? USUAL_SECONDS : wanted;
        if (seconds < 1 || seconds > MOST_SECONDS) {
            throw Bounds.refused("seconds", "1 to " + MOST_SECONDS + " is wanted", null);
        }
        return seconds;
    }

    /** The target as the fleet calls it. */
    private @Nullable String known(DrillKind kind, @Nullable String target) {
        if (target == null) {
            return null;
        }
        return switch (kind) {
            case KILL_SERVER ->
                fleet.find(new InstanceKey(target, 0))
                        .map(server -> server.key().server())
                        .orElseThrow(() -> new ProblemException(
                                ProblemCode.SERVER_NOT_FOUND, "No server is called " + target + "."));
            case KILL_HOST_PROCESS ->
                Bounds.present("target", Bounds.choice("target", target, Category.values(), Category::id))
                        .id();
            case CUT_DB -> throw Bounds.refused("target", "cut-db has none", null);
        };
    }

    /**
     * Asks for a drill.
     *
     * @param drill {@code kill-server}, {@code kill-host-process} or {@code cut-db}
     * @param target a server for {@code kill-server}, absent for any; a category for {@code kill-host-process}, absent for the
     *     host agent
     * @param seconds how long {@code cut-db} lasts, 1 to 60, 20 if absent
     */
    public record DrillRequest(
            @Nullable String drill,
            @Nullable String target,
            @Nullable Integer seconds) {}
}
