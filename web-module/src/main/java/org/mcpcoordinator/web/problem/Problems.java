package org.mcpcoordinator.web.problem;

import jakarta.resource.ResourceException;
import jakarta.ws.rs.WebApplicationException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Turns whatever was thrown into the problem that goes out. */
public final class Problems {
    /** Longest chain of causes that is looked at; also ends a chain that bites its tail. */
    private static final int DEPTH = 50;

    private Problems() {}

    /**
     * The problem for a failure: a {@link ProblemException} among its causes first, then a database that is away, then
     * what JAX-RS itself refused; anything else is ours, and only the log explains it.
     *
     * @param thrown what was thrown; its causes are looked at too
     * @param unexpected told the id of an occurrence that only the log explains
     */
    public static ProblemView of(Throwable thrown, Consumer<UUID> unexpected) {
        List<Throwable> chain = chain(thrown);
        for (Throwable link : chain) {
            if (link instanceof ProblemException problem) {
                return ProblemView.of(problem);
            }
        }
        if (chain.stream().anyMatch(link -> link.getClass().getSimpleName().equals("RequestTooBigException"))) {
            return ProblemView.of(ProblemCode.BODY_TOO_LARGE, "Send less at once.");
        }
        if (chain.stream().anyMatch(Problems::saysDatabaseAway)) {
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

    /**
     * True if the database could not be reached or broke off: no connection to be had, SQLSTATE class 08 (connection),
     * 57P01 to 57P03 (shutting down, starting up), 53300 (too many connections), or a commit that got no answer.
     */
    public static boolean databaseAway(Throwable thrown) {
        return chain(thrown).stream().anyMatch(Problems::saysDatabaseAway);
    }

    private static boolean saysDatabaseAway(Throwable link) {
        if (link instanceof SQLException failure) {
            @Nullable String state = failure.getSQLState();
            return link instanceof SQLTransientConnectionException
                    || link instanceof SQLNonTransientConnectionException
                    || (state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300")));
        }
        return link instanceof ResourceException
                || link instanceof XAException
                || link.getClass().getSimpleName().equals("RealmUnavailableException");
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

    /** A transaction that cannot be committed tells why by what it suppresses, so that is looked at too. */
    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> links = new ArrayList<>(List.of(thrown));
        for (int next = 0; next < links.size() && links.size() < DEPTH; next++) {
            Throwable link = links.get(next);
            if (link.getCause() != null) {
                links.add(link.getCause());
            }
            links.addAll(List.of(link.getSuppressed()));
        }
        return links;
    }
}
