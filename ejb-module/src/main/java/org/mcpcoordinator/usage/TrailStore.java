package org.mcpcoordinator.usage;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.mcpcoordinator.database.Database;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Lines of the trail on their way into the database: by its COPY, where a row costs a fraction of what a statement's costs. */
@Dependent
class TrailStore {
    private static final String COPY = "COPY call_entry (" + Lines.COLUMNS + ") FROM STDIN";

    @Resource(lookup = "java:jboss/datasources/CoordinatorDS")
    @SuppressWarnings("NullAway.Init")
    DataSource database;

    /**
     * All of them, or none.
     *
     * @throws org.mcpcoordinator.database.DatabaseAwayException while there is none
     * @throws IllegalStateException if the database does not take them
     */
    void note(List<Lines> lines) {
        Database.ours().check();
        try (Connection connection = database.getConnection()) {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            try {
                for (Lines piece : lines) {
                    copy.writeToCopy(piece.bytes(), 0, piece.length());
                }
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("lines of the trail are not written: " + failed.getMessage(), failed);
        }
    }
}
