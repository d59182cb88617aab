package org.mcpcoordinator.cli.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.terminal.Table;

/** What a bench found: figures beside what they must be and what we aim at, and notes on how they were won. */
public final class Report {
    private final String bench;
    private final List<Figure> figures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Report(String bench) {
        this.bench = bench;
        note(Runtime.getRuntime().availableProcessors() + " processors, Java "
                + Runtime.version().feature() + " for the load, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version"));
    }

    /**
     * One figure.
     *
     * @param must the bound it has to keep, null if it only informs
     * @param aim the bound we aim at, null if there is none
     */
    private record Figure(
            String name,
            double value,
            String unit,
            @Nullable Bound must,
            @Nullable Bound aim) {}

    /** A bound, at most or at least. */
    record Bound(boolean atMost, double value) {
        static Bound atMost(double value) {
            return new Bound(true, value);
        }

        static Bound atLeast(double value) {
            return new Bound(false, value);
        }

        boolean keeps(double measured) {
            return atMost ? measured <= value : measured >= value;
        }

        @Override
        public String toString() {
            return (atMost ? "<= " : ">= ") + number(value);
        }
    }

    Report figure(String name, double value, String unit) {
        figures.add(new Figure(name, value, unit, null, null));
        return this;
    }

    Report figure(String name, double value, String unit, Bound must, Bound aim) {
        figures.add(new Figure(name, value, unit, must, aim));
        return this;
    }

    Report note(String sentence) {
        notes.add(sentence);
        return this;
    }

    /** True if every figure that has a bound it must keep keeps it. */
    public boolean passed() {
        return figures.stream().allMatch(figure -> figure.must == null || figure.must.keeps(figure.value));
    }

    /** The figures in columns. */
    public Table table() {
        Table table = new Table("FIGURE", "VALUE", "UNIT", "MUST", "AIM", "VERDICT");
        for (Figure figure : figures) {
            table.row(
                    figure.name,
                    number(figure.value),
                    figure.unit,
                    figure.must == null ? "" : figure.must,
                    figure.aim == null ? "" : figure.aim,
                    verdict(figure));
        }
        return table;
    }

    /** How the figures were won. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** All of it, for scripts. */
    public ObjectNode json() {
        ObjectNode report =
                JsonNodeFactory.instance.objectNode().put("bench", bench).put("passed", passed());
        ArrayNode rows = report.putArray("figures");
        for (Figure figure : figures) {
            ObjectNode row = rows.addObject()
                    .put("name", figure.name)
                    .put("value", figure.value)
                    .put("unit", figure.unit);
            if (figure.must != null) {
                row.put("must", figure.must.toString());
            }
            if (figure.aim != null) {
                row.put("aim", figure.aim.toString());
            }
        }
        ArrayNode said = report.putArray("notes");
        notes.forEach(said::add);
        return report;
    }

    private static String verdict(Figure figure) {
        if (figure.must == null) {
            return "";
        }
        if (!figure.must.keeps(figure.value)) {
            return "MISSED";
        }
        return figure.aim == null || figure.aim.keeps(figure.value) ? "met, aim met" : "met";
    }

    private static String number(double value) {
        if (Math.abs(value) >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
