package org.mcpcoordinator.host.builtin.sql;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.host.builtin.sample.Dice;

/** Fills an empty database with the rows of a theme. */
final class Seeding {
    private final Connection connection;
    private final Sample sample;
    private final Map<String, Integer> sizes = new LinkedHashMap<>();

    private Seeding(Connection connection, Sample sample) {
        this.connection = connection;
        this.sample = sample;
    }

    static void fill(Connection connection, Sample sample) throws SQLException {
        Seeding seeding = new Seeding(connection, sample);
        for (Map.Entry<String, JsonNode> table : Themes.tables(sample.theme()).properties()) {
            seeding.fill(table.getKey(), table.getValue());
        }
    }

    private void fill(String table, JsonNode sheet) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        sheet.path("columns")
                .properties()
                .forEach(
                        column -> columns.put(column.getKey(), column.getValue().asText()));
        List<String> definitions = new ArrayList<>(List.of("id INT PRIMARY KEY"));
        columns.forEach((name, kind) -> definitions.add(name + " " + type(kind)));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + table + " (" + String.join(", ", definitions) + ")");
        }
        int rows = Math.max(3, (int) (sample.rows() * sheet.path("share").asDouble()));
        sizes.put(table, rows);
        Dice dice = new Dice(sample.seed(), sample.theme() + "." + table);
        String marks = ", ?".repeat(columns.size());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " VALUES (?" + marks + ")")) {
            for (int row = 1; row <= rows; row++) {
                insert.setInt(1, row);
                int place = 2;
                for (String kind : columns.values()) {
                    insert.setString(place++, value(dice, kind));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private String value(Dice dice, String kind) {
        int colon = kind.indexOf(':');
        String name = colon < 0 ? kind : kind.substring(0, colon);
        String rest = colon < 0 ? "" : kind.substring(colon + 1);
        return switch (name) {
            case "ref" -> Integer.toString(dice.number(1, sizes.getOrDefault(rest, 1)));
            case "title" -> dice.fill("The {adjective} {noun} of {city}");
            case "sentence" -> dice.fill("Please {verb} the {adjective} {noun} before {day}");
            default -> dice.value(name, rest);
        };
    }

    private static String type(String kind) {
        int colon = kind.indexOf(':');
        return switch (colon < 0 ? kind : kind.substring(0, colon)) {
            case "ref" -> "INT NOT NULL REFERENCES " + kind.substring(colon + 1) + "(id)";
            case "int" -> "INT";
            case "real", "money" -> "DECIMAL(12, 2)";
            case "day" -> "DATE";
            case "moment" -> "TIMESTAMP(0)";
            case "bool" -> "BOOLEAN";
            default -> "VARCHAR(200)";
        };
    }
}
