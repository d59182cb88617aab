package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.OwnDatabase;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * What PostgreSQL finds without us: names and descriptions as a {@code tsvector} with GIN, the words of a question as {@code
 * plainto_tsquery} has them, joined by or, ranked by {@code ts_rank}. In temporary tables of the same database.
 */
final class PlainSearch implements AutoCloseable {
    private static final String FIND = """
            SELECT p.offered
              FROM plain_tool p,
                   (SELECT replace(plainto_tsquery('english', ?)::text, '&', '|')::tsquery AS words) q
             WHERE p.words @@ q.words ORDER BY ts_rank(p.words, q.words) DESC, p.id LIMIT ?""";

    private final Connection database;

    private PlainSearch(Connection database) {
        this.database = database;
    }

    static PlainSearch open(DataFolder folder, ToolSet set) {
        PlainSearch search = new PlainSearch(OwnDatabase.open(folder));
        try {
            search.fill(set);
            return search;
        } catch (SQLException e) {
            search.close();
            throw Refusal.failed("the tables to compare with could not be filled", e);
        }
    }

    private void fill(ToolSet set) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("CREATE TEMP TABLE plain_offer (server text, name text, description text)");
        }
        try (PreparedStatement insert = database.prepareStatement("INSERT INTO plain_offer VALUES (?, ?, ?)")) {
            for (ToolSet.Server server : set.servers()) {
                for (JsonNode tool : server.tools()) {
                    insert.setString(1, server.name());
                    insert.setString(2, tool.path("name").asText());
                    insert.setString(3, tool.path("description").asText());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
        try (Statement statement = database.createStatement()) {
            // Equal tools are one, as they are for us; else ten servers of a type would fill all places.
            statement.execute("""
                    CREATE TEMP TABLE plain_tool AS
                    SELECT row_number() OVER () AS id, array_agg(server || '/' || name) AS offered,
                           to_tsvector('english', regexp_replace(name, '[_.-]+', ' ', 'g') || ' ' || description) AS words
                      FROM plain_offer GROUP BY name, description""");
            statement.execute("CREATE INDEX ON plain_tool USING gin (words)");
            statement.execute("ANALYZE plain_tool");
        }
    }

    /** True if one of the first tools is a right one. */
    boolean finds(ToolSet.Asked asked, int first) {
        try (PreparedStatement find = database.prepareStatement(FIND)) {
            find.setString(1, asked.question());
            find.setInt(2, first);
            Set<String> right = asked.right();
            List<String> found = new ArrayList<>();
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    found.addAll(List.of((String[]) rows.getArray(1).getArray()));
                }
            }
            return found.stream().anyMatch(right::contains);
        } catch (SQLException e) {
            throw Refusal.failed("PostgreSQL could not be asked", e);
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw Refusal.failed("the connection could not be closed", e);
        }
    }
}
