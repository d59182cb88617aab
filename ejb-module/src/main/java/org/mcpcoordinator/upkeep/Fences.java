package org.mcpcoordinator.upkeep;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Generations and epochs of a restored fleet: agents refuse what is older than what they have heard, and what runs already as
 * the archive wants it is not to be started again.
 */
final class Fences {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * An epoch rises by one whenever a WildFly takes a host over. Agents refuse what is older than what they have heard, so
     * a restored database begins well above whatever the lost one can have reached.
     */
    private static final long EPOCHS_AHEAD = 1_000;

    private final Connection connection;
    private String former = "[]";

    Fences(Connection connection) {
        this.connection = connection;
    }

    /**
     * What an agent says of a server.
     *
     * @param generation newest one it was told of
     * @param restarts asked for in that generation
     */
    record Running(String server, int replica, long generation, int restarts) {}

    /** What was wished here before, to be remembered until the archive's rows are in. */
    void remember() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        SELECT coalesce(json_agg(row_to_json(i)), '[]') FROM coordinator.instance i""")) {
            found.next();
            former = found.getString(1);
        }
    }

    /**
     * An agent refuses a generation older than the one it has. What is to run as it runs now keeps its generation and what
     * was seen of it: it is not started again, and stays routed. What differs gets a newer one.
     */
    void outrun(List<Running> running) throws SQLException {
        String agents = running.stream()
                .map(server -> JSON.createObjectNode()
                        .put("server", server.server())
                        .put("replica", server.replica())
                        .put("generation", server.generation())
                        .put("restarts", server.restarts())
                        .toString())
                .collect(Collectors.joining(",", "[", "]"));
        execute("""
                UPDATE coordinator.instance i
                   SET (state, reason, detail) = (
                         SELECT f.state, f.reason, f.detail WHERE i.state IN ('PLANNED', 'STOPPING') AND f.state <> 'QUARANTINED'
                         UNION ALL
                         SELECT i.state, i.reason, i.detail WHERE i.state NOT IN ('PLANNED', 'STOPPING') OR f.state = 'QUARANTINED'),
                       generation = f.generation, restarts = f.restarts, since = f.since, pid = f.pid, attempt = f.attempt, epoch = f.epoch
                  FROM json_populate_recordset(NULL::coordinator.instance, ?::json) f
                 WHERE i.server = f.server AND i.replica = f.replica AND f.generation >= i.generation
                   AND i.definition_hash = f.definition_hash AND i.host = f.host AND i.port = f.port
                   AND i.desired = f.desired AND i.held = f.held AND i.side = f.side""", former);
        execute("""
                UPDATE coordinator.instance i SET generation = f.generation + 1
                  FROM json_populate_recordset(NULL::coordinator.instance, ?::json) f
                 WHERE i.server = f.server AND i.replica = f.replica AND f.generation >= i.generation
                   AND NOT (i.definition_hash = f.definition_hash AND i.host = f.host AND i.port = f.port
                            AND i.desired = f.desired AND i.held = f.held AND i.side = f.side)""", former);
        execute("""
                UPDATE coordinator.instance i
                   SET generation = a.generation + CASE WHEN a.generation = i.generation THEN 0 ELSE 1 END,
                       restarts = CASE WHEN a.generation = i.generation THEN greatest(a.restarts, i.restarts)
                                       ELSE i.restarts END
                  FROM (SELECT DISTINCT ON (server, replica) *
                          FROM json_to_recordset(?::json) AS told(server text, replica int, generation bigint, restarts int)
                         ORDER BY server, replica, generation DESC, restarts DESC) a
                 WHERE i.server = a.server AND i.replica = a.replica AND a.generation >= i.generation""", agents);
        execute("""
                UPDATE coordinator.beside b SET generation = i.generation + 1 FROM coordinator.instance i
                 WHERE b.server = i.server AND b.replica = i.replica AND b.generation <= i.generation""");
    }

    /** Lets every host's lease go on well above the epoch in the archive. */
    void raiseEpochs(Map<String, Long> epochs, Map<String, String> renamed) throws SQLException {
        for (Map.Entry<String, Long> host : epochs.entrySet()) {
            execute(
                    """
                    INSERT INTO coordinator.lease (name, owner, node, epoch, expires_at)
                    VALUES (?, '', '', ?::bigint, now())
                    ON CONFLICT (name) DO UPDATE SET epoch = greatest(lease.epoch, excluded.epoch)""",
                    "host/" + renamed.getOrDefault(host.getKey(), host.getKey()),
                    Long.toString(host.getValue() + EPOCHS_AHEAD));
        }
    }

    private void execute(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
