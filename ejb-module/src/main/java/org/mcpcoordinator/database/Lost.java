package org.mcpcoordinator.database;

import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;
import org.jspecify.annotations.Nullable;

/** How a failure shows that the connection to the database was lost, or that none was to be had. */
public final class Lost {
    /** Longest chain of causes that is looked at; also ends a chain that bites its tail. */
    private static final int DEPTH = 50;

    private Lost() {}

    /**
     * True if the database could not be reached or broke off: no connection to be had, SQLSTATE class 08 (connection),
     * 57P01 to 57P03 (shutting down, starting up), 53300 (too many connections), or a commit that got no answer.
     */
    public static boolean by(Throwable thrown) {
        return chain(thrown).stream().anyMatch(Lost::says);
    }

    /** What was thrown, and all that it came of. A transaction that cannot be committed tells why by what it suppresses. */
    public static List<Throwable> chain(Throwable thrown) {
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

    private static boolean says(Throwable link) {
        if (link instanceof SQLException failure) {
            return link instanceof SQLTransientConnectionException
                    || link instanceof SQLNonTransientConnectionException
                    || isOfConnection(failure.getSQLState());
        }
        return link instanceof DatabaseAwayException
                || link instanceof ResourceException
                || link instanceof XAException;
    }

    /** True for a state of SQL that is about the connection, not about what was asked by it. */
    static boolean isOfConnection(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300"));
    }
}
