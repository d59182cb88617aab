package org.mcpcoordinator.web.problem;

import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.mcpcoordinator.database.Lost;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Turns whatever was thrown into the problem that goes out. */
public final class Problems {
    private Problems() {}

    /**
     * The problem for a failure: a {@link ProblemException} among its causes first, then a database that is away, then
     * what JAX-RS itself refused; anything else is ours, and only the log explains it.
     *
     * @param thrown what was thrown; its causes are looked at too
     * @param unexpected told the id of an occurrence that only the log explains
     */
    public static ProblemView of(Throwable thrown, Consumer<UUID> unexpected) {
        List<Throwable> chain = Lost.chain(thrown);
        for (Throwable link : chain) {
            if (link instanceof ProblemException problem) {
                return ProblemView.of(problem);
            }
        }
        if (chain.stream().anyMatch(link -> link.getClass().getSimpleName().equals("RequestTooBigException"))) {
            return ProblemView.of(ProblemCode.BODY_TOO_LARGE, "Send less at once.");
        }
        if (databaseAway(thrown)) {
            return ProblemView.of(
                    ProblemCode.DATABASE_AWAY, "Servers and gateway go on serving; try again in a few seconds.");
        }
        for (Throwable link : chain) {
            if (link instanceof WebApplicationException refusal
                    && refusal.getResponse().getStatus() < 500) {
                return refused(refusal.getResponse().getStatus());
            }
        }
        UUID occurrence = UUID.randomUUID();
        unexpected.accept(occurrence);
        return ProblemView.internal(occurrence);
    }

    /** True if the database could not be reached or broke off. */
    private static boolean databaseAway(Throwable thrown) {
        return Lost.by(thrown) || Lost.chain(thrown).stream().anyMatch(Problems::saysRealmAway);
    }

    private static boolean saysRealmAway(Throwable link) {
        return link.getClass().getSimpleName().equals("RealmUnavailableException");
    }

    /** The problem for a refusal by JAX-RS itself: its status is kept, its words are not. */
    private static ProblemView refused(int status) {
        return switch (status) {
            case 401 -> ProblemView.of(ProblemCode.NOT_AUTHENTICATED, "Send Basic or Bearer credentials.");
            case 403 -> ProblemView.of(ProblemCode.FORBIDDEN, "Ask somebody with a higher role.");
            case 404 -> ProblemView.of(ProblemCode.NOT_FOUND, "No route of the API has this address.");
            case 405 ->
                ProblemView.of(ProblemCode.METHOD_NOT_ALLOWED, "The document openapi.json lists what is allowed.");
            case 413 -> ProblemView.of(ProblemCode.BODY_TOO_LARGE, "Send less at once.");
            case 406 -> unreadable(status, "Nothing of what Accept names is given here.");
            case 415 -> unreadable(status, "This Content-Type is not read here.");
            default -> unreadable(400, "The address or the body could not be read.");
        };
    }

    private static ProblemView unreadable(int status, String detail) {
        return ProblemView.of(ProblemCode.REQUEST_INVALID, status, detail, List.of(), null);
    }
}
