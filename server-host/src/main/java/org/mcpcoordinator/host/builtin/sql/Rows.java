package org.mcpcoordinator.host.builtin.sql;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.ToolResult;

/** Turns a result into JSON, within limits. */
final class Rows {
    /** Longest text of one value, in characters. */
    private static final int MOST_CHARS = 2_000;

    /** All values together, in characters. */
    private static final int MOST_TOTAL = 200_000;

    private Rows() {}

    static ToolResult read(PreparedStatement statement, int limit) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            ResultSetMetaData data = rows.getMetaData();
            ObjectNode result = Json.object();
            ArrayNode columns = result.putArray("columns");
            for (int column = 1; column <= data.getColumnCount(); column++) {
                columns.add(data.getColumnLabel(column));
            }
            ArrayNode list = result.putArray("rows");
            int total = 0;
            boolean more = rows.next();
            while (more && list.size() < limit && total < MOST_TOTAL) {
                ArrayNode row = list.addArray();
                for (int column = 1; column <= data.getColumnCount(); column++) {
                    total += add(row, rows.getObject(column), rows, column);
                }
                more = rows.next();
            }
            result.put("count", list.size());
            return ToolResult.json(result.put("cut", more));
        }
    }

    private static int add(ArrayNode row, Object value, ResultSet rows, int column) throws SQLException {
        if (rows.wasNull()) {
            row.addNull();
            return 4;
        }
        if (value instanceof Boolean flag) {
            row.add(flag);
            return 5;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            row.add(((Number) value).longValue());
            return 10;
        }
        if (value instanceof BigDecimal number) {
            row.add(number);
            return number.precision();
        }
        if (value instanceof Double || value instanceof Float) {
            row.add(((Number) value).doubleValue());
            return 10;
        }
        if (value instanceof byte[] bytes) {
            row.add("(" + bytes.length + " bytes)");
            return 20;
        }
        String text = String.valueOf(rows.getString(column));
        String cut = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "... (cut)" : text;
        row.add(cut);
        return cut.length();
    }
}
