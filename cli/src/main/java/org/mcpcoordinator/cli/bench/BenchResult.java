package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.mcpcoordinator.cli.terminal.Table;

/**
 * What a bench found.
 *
 * @param bench its name
 * @param machine cores, memory, JDK
 * @param at when it ended, ISO 8601
 * @param figures in the order they are to be read
 */
public record BenchResult(String bench, String machine, String at, List<Figure> figures) {
    public BenchResult {
        figures = List.copyOf(figures);
    }

    /**
     * One figure.
     *
     * @param name what was measured, with its size
     * @param value the figure
     * @param unit of value and limits
     * @param must the limit as text, for example {@code <= 120}; empty where there is none
     * @param verdict PASS, FAIL, or empty where nothing is demanded
     */
    public record Figure(String name, double value, String unit, String must, String verdict) {
        /** A figure that is only told. */
        public static Figure told(String name, double value, String unit) {
            return new Figure(name, value, unit, "", "");
        }

        /** A figure that must not be larger. */
        public static Figure atMost(String name, double value, String unit, double limit) {
            return new Figure(name, value, unit, "<= " + limit, value <= limit ? "PASS" : "FAIL");
        }

        /** A figure that must not be smaller. */
        public static Figure atLeast(String name, double value, String unit, double limit) {
            return new Figure(name, value, unit, ">= " + limit, value >= limit ? "PASS" : "FAIL");
        }
    }

    /** Whether no figure failed. */
    public boolean passed() {
        return figures.stream().noneMatch(figure -> figure.verdict().equals("FAIL"));
    }

    public Table table() {
        Table table = new Table("FIGURE", "VALUE", "UNIT", "MUST", "VERDICT");
        figures.forEach(figure ->
                table.row(figure.name(), shown(figure.value()), figure.unit(), figure.must(), figure.verdict()));
        return table;
    }

    public JsonNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("bench", bench).put("machine", machine).put("at", at).put("passed", passed());
        figures.forEach(figure -> json.withArray("/figures")
                .addObject()
                .put("name", figure.name())
                .put("value", figure.value())
                .put("unit", figure.unit())
                .put("must", figure.must())
                .put("verdict", figure.verdict()));
        return json;
    }

    private static String shown(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(java.util.Locale.ROOT, "%.2f", value);
    }
}
