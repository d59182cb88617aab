package org.mcpcoordinator.host.builtin.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** The tools of one database. Each call has a connection and a transaction of its own; reading ones roll back. */
final class SqlTools {
    private static final Set<String> READING = Set.of("SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "SHOW");
    private static final Set<String> WRITING = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");
    private static final Pattern LEADING =
            Pattern.compile("\\A(?:\\s++|--[^\\n]*+\\n|/\\*.*?\\*/|\\()*+([A-Za-z]++)", Pattern.DOTALL);
    private static final int MOST_TABLES = 200;

    private final Database database;
    private final int maxRows;
    private final int timeoutMillis;
    private final boolean readOnly;

    SqlTools(Database database, int maxRows, int timeoutMillis, boolean readOnly) {
        this.database = database;
        this.maxRows = maxRows;
        this.timeoutMillis = timeoutMillis;
        this.readOnly = readOnly;
    }

    ToolResult listTables(Arguments arguments) {
        return work(connection -> {
            ObjectNode result = Json.object();
            ArrayNode list = result.putArray("tables");
            for (Table table : tables(connection)) {
                ObjectNode entry = list.addObject().put("name", table.name()).put("schema", table.schema());
                try (PreparedStatement count = prepare(connection, "SELECT COUNT(*) FROM " + table.quoted());
                        ResultSet rows = count.executeQuery()) {
                    entry.put("rows", rows.next() ? rows.getLong(1) : 0);
                }
            }
            return ToolResult.json(result);
        });
    }

    ToolResult describeTable(Arguments arguments) {
        return work(connection -> {
            Table table = table(connection, arguments.text("table"));
            DatabaseMetaData data = connection.getMetaData();
            ObjectNode result = Json.object().put("name", table.name()).put("schema", table.schema());
            ArrayNode columns = result.putArray("columns");
            try (ResultSet rows = data.getColumns(null, table.schema(), table.name(), "%")) {
                while (rows.next()) {
                    columns.addObject()
                            .put("name", rows.getString("COLUMN_NAME"))
                            .put("type", rows.getString("TYPE_NAME"))
                            .put("size", rows.getInt("COLUMN_SIZE"))
                            .put("nullable", "YES".equals(rows.getString("IS_NULLABLE")));
                }
            }
            ArrayNode key = result.putArray("primaryKey");
            try (ResultSet rows = data.getPrimaryKeys(null, table.schema(), table.name())) {
                while (rows.next()) {
                    key.add(rows.getString("COLUMN_NAME"));
                }
            }
            ArrayNode links = result.putArray("foreignKeys");
            try (ResultSet rows = data.getImportedKeys(null, table.schema(), table.name())) {
                while (rows.next()) {
                    links.addObject()
                            .put("column", rows.getString("FKCOLUMN_NAME"))
                            .put("table", rows.getString("PKTABLE_NAME"))
                            .put("pointsTo", rows.getString("PKCOLUMN_NAME"));
                }
            }
            return ToolResult.json(result);
        });
    }

    ToolResult sampleRows(Arguments arguments) {
        int limit = Math.min(arguments.number("limit", 5), maxRows);
        return work(connection -> {
            Table table = table(connection, arguments.text("table"));
            try (PreparedStatement statement = prepare(connection, "SELECT * FROM " + table.quoted())) {
                statement.setMaxRows(limit);
                return Rows.read(statement, limit);
            }
        });
    }

    ToolResult query(Arguments arguments) {
        String sql = single(arguments.text("sql"), READING, "query");
        int limit = Math.min(arguments.number("limit", maxRows), maxRows);
        return work(connection -> {
            try (PreparedStatement statement = prepare(connection, sql)) {
                statement.setMaxRows(limit + 1);
                bind(statement, arguments);
                return Rows.read(statement, limit);
            }
        });
    }

    ToolResult execute(Arguments arguments) {
        String sql = single(arguments.text("sql"), WRITING, "execute");
        return work(connection -> {
            try (PreparedStatement statement = prepare(connection, sql)) {
                bind(statement, arguments);
                int changed = statement.executeUpdate();
                connection.commit();
                return ToolResult.json(Json.object().put("changedRows", changed));
            }
        });
    }

    /** A piece of work on a connection. */
    private interface Work {
        ToolResult on(Connection connection) throws SQLException;
    }

    private ToolResult work(Work work) {
        try (Connection connection = database.connect()) {
            try {
                return work.on(connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLTimeoutException late) {
            throw new ToolFailure(
                    "The statement took longer than " + timeoutMillis
                            + " ms and was stopped; narrow it with WHERE or ask for fewer rows.",
                    late);
        } catch (SQLException failure) {
            throw new ToolFailure(words(failure), failure);
        }
    }

    private String words(SQLException failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        // H2 and PostgreSQL for a statement that was cancelled.
        if ("57014".equals(failure.getSQLState())) {
            return "The statement took longer than " + timeoutMillis
                    + " ms and was stopped; narrow it with WHERE or ask for fewer rows.";
        }
        if (message.startsWith("Out of memory")) {
            return "The statement needs more memory than this server has; narrow it with WHERE, ask for fewer or"
                    + " shorter values, or group by less.";
        }
        boolean forbidden = message.contains("Not enough rights") || "25006".equals(failure.getSQLState());
        return forbidden && readOnly
                ? "This database is read-only here: " + message
                : "The database refused: " + message;
    }

    /** One statement of an allowed kind. The database's own rights decide in the end; this gives the better answer. */
    private static String single(String sql, Set<String> allowed, String tool) {
        String text = sql.strip();
        text = text.endsWith(";") ? text.substring(0, text.length() - 1) : text;
        if (text.contains(";")) {
            throw new ToolFailure("sql: send one statement without a semicolon;"
                    + " give a value that holds one as a parameter for ?");
        }
        String first = Optional.of(LEADING.matcher(text))
                .filter(matcher -> matcher.lookingAt())
                .map(matcher -> matcher.group(1).toUpperCase(Locale.ROOT))
                .orElse("");
        if (!allowed.contains(first)) {
            throw new ToolFailure("sql: " + tool + " takes " + String.join(", ", new java.util.TreeSet<>(allowed))
                    + ", not " + (first.isEmpty() ? "this" : first));
        }
        return text;
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(Math.max(1, timeoutMillis / 1000));
        return statement;
    }

    private static void bind(PreparedStatement statement, Arguments arguments) throws SQLException {
        int place = 1;
        for (JsonNode value : arguments.json().path("parameters")) {
            if (value.isNull()) {
                statement.setObject(place, null);
            } else if (value.isBoolean()) {
                statement.setBoolean(place, value.booleanValue());
            } else if (value.isNumber()) {
                statement.setBigDecimal(place, value.decimalValue());
            } else {
                statement.setString(place, value.asText());
            }
            place++;
        }
    }

    /** A table as the database spells it. */
    private record Table(String schema, String name, String quoted) {}

    private static Table table(Connection connection, String wanted) throws SQLException {
        List<Table> all = tables(connection);
        return all.stream()
                .filter(table -> table.name().equalsIgnoreCase(wanted)
                        || (table.schema() + "." + table.name()).equalsIgnoreCase(wanted))
                .findFirst()
                .orElseThrow(() -> new ToolFailure("table: there is no " + wanted + "; tables are "
                        + String.join(", ", all.stream().map(Table::name).toList())));
    }

    private static List<Table> tables(Connection connection) throws SQLException {
        DatabaseMetaData data = connection.getMetaData();
        String quote = data.getIdentifierQuoteString();
        List<Table> tables = new ArrayList<>();
        try (ResultSet rows =
                data.getTables(connection.getCatalog(), null, "%", new String[] {"TABLE", "BASE TABLE", "VIEW"})) {
            while (rows.next() && tables.size() < MOST_TABLES) {
                String schema = rows.getString("TABLE_SCHEM");
                String name = rows.getString("TABLE_NAME");
                if (!"INFORMATION_SCHEMA".equalsIgnoreCase(schema) && !schema.startsWith("pg_")) {
                    tables.add(new Table(schema, name, quote(schema, quote) + "." + quote(name, quote)));
                }
            }
        }
        return tables;
    }

    private static String quote(String name, String quote) {
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
