package org.mcpcoordinator.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Holds the chunk that will write the wish for one server: a connection of the test's has written a row of that server and
 * does not commit, so that the chunk waits in the middle of its transaction until this is closed, or PostgreSQL is killed.
 */
record HeldChunk(Connection connection) implements AutoCloseable {
    static HeldChunk at(RunningProduct product, JsonNode server) throws SQLException {
        Connection connection = Postgres.connect(product);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    INSERT INTO instance (server, replica, fleet, category, host, generation, definition_hash, revision, desired,
                                          state, reason, since, remote, deadline_millis)
                    VALUES ('%s', 0, 'held', '%s', 'held', 1, '', 0, 'RUNNING', 'PLANNED', 'WISHED', now(), false, 1)""".formatted(
                    server.path("name").asText(), server.path("category").asText()));
        }
        return new HeldChunk(connection);
    }

    /** Waits until the chunk has come as far as that row. */
    void awaitIt() {
        Await.until("a chunk waits in its transaction", Duration.ofMinutes(3), () -> {
            try {
                return !Postgres.ask(
                                connection,
                                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
                        .equals("0");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
