package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mcpcoordinator.cli.terminal.Colour;
import org.mcpcoordinator.cli.terminal.PlainText;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Table;

/** A plan for people: what changes, grouped by kind, what the fleet will need, what is to be known, and the plan's id. */
final class PlanView {
    private static final int MOST_ROWS = 20;

    private final JsonNode plan;
    private final Printer printer;
    private final int mostRows;

    private PlanView(JsonNode plan, Printer printer, int mostRows) {
        this.plan = plan;
        this.printer = printer;
        this.mostRows = mostRows;
    }

    /**
     * Prints the plan.
     *
     * @param all whether long groups are printed whole
     */
    static void print(JsonNode plan, boolean all, Printer printer) {
        new PlanView(plan, printer, all ? Integer.MAX_VALUE : MOST_ROWS).print();
    }

    /** How one kind of change is told. */
    private enum Kind {
        ADD("add", "+", Colour.GREEN),
        RESTART("restart", "~", Colour.YELLOW),
        MOVE_PORT("move-port", ">", Colour.YELLOW),
        REMOVE("remove", "-", Colour.RED),
        ADOPT("adopt", "=", Colour.CYAN),
        LEFT("left", "!", Colour.CYAN),
        UNCHANGED("unchanged", " ", Colour.FAINT);

        private final String word;
        private final String sign;
        private final Colour colour;

        Kind(String word, String sign, Colour colour) {
            this.word = word;
            this.sign = sign;
            this.colour = colour;
        }
    }

    private void print() {
        Map<String, List<JsonNode>> byKind = new LinkedHashMap<>();
        for (String list : List.of("changes", "adopted", "kept")) {
            plan.path(list)
                    .forEach(
                            change -> byKind.computeIfAbsent(change.path("kind").asText(), kind -> new ArrayList<>())
                                    .add(change));
        }
        for (Kind kind : Kind.values()) {
            group(kind, byKind.getOrDefault(kind.word, List.of()));
        }
        if (plan.path("changes").isEmpty()) {
            printer.line("Nothing to do: what runs is what the file says.");
        }
        printer.line("");
        printer.line("Fleet " + plan.path("fleet").asText() + ": " + counts(plan)
                + plan.path("unchanged").asInt() + " unchanged.");
        programs(plan.path("programs"));
        forecast(plan.path("forecast"));
        plan.path("warnings").forEach(warning -> printer.line(Colour.YELLOW, "Note: " + warning.asText()));
        printer.line("Plan " + plan.path("planId").asText()
                + (plan.path("changes").isEmpty()
                        ? ""
                        : "; roll it out with: coordinator apply --plan "
                                + plan.path("planId").asText()));
    }

    private void group(Kind kind, List<JsonNode> changes) {
        if (changes.isEmpty()) {
            return;
        }
        printer.line(kind.colour, kind.word + " " + changes.size());
        Table table = new Table("", "SERVER", "CATEGORY", "PORT", "WHY");
        changes.stream()
                .limit(mostRows)
                .forEach(change -> table.row(
                        kind.sign,
                        name(change),
                        change.path("category").asText(),
                        port(change),
                        change.path("reason").asText()));
        table.lines().stream().skip(1).forEach(line -> printer.line(kind.colour, "  " + line));
        if (changes.size() > mostRows) {
            printer.line("    ... and " + (changes.size() - mostRows) + " more (--all shows them)");
        }
    }

    /** What would be run, word for word: the one who applies it vouches for it. */
    private void programs(JsonNode programs) {
        int shown = 0;
        for (JsonNode program : programs) {
            if (shown++ == mostRows) {
                printer.line("    ... and " + (programs.size() - mostRows) + " programs more (--all shows them)");
                return;
            }
            boolean fresh = program.path("fresh").asBoolean();
            int servers = program.path("servers").asInt();
            printer.line(
                    fresh ? Colour.YELLOW : Colour.CYAN,
                    (fresh ? "New program " : "Runs ") + program.path("program").asText() + ", server "
                            + program.path("server").asText()
                            + (servers > 1 ? " and " + (servers - 1) + " more" : ""));
            printer.line("    command  " + words(program.path("command"), true));
            if (!program.path("folder").asText().isEmpty()) {
                printer.line("    files    " + program.path("files").asInt() + " in "
                        + program.path("folder").asText());
                printer.line("    hash     " + program.path("integrity").asText());
            }
            String network = program.path("network").asText("");
            if (!network.isEmpty()) {
                printer.line("    network  " + network);
            }
            if (program.path("memoryMegabytes").asLong() > 0) {
                printer.line("    takes    " + program.path("memoryMegabytes").asLong() + " MB, first answer after "
                        + program.path("startMillis").asLong() + " ms, as measured");
            }
            if (!program.path("environment").isEmpty()) {
                printer.line("    env      " + words(program.path("environment"), false));
            }
        }
    }

    /** Words with a blank or a quote in them are quoted as JSON does, so that their bounds can be seen. */
    private static String words(JsonNode words, boolean quoted) {
        StringBuilder text = new StringBuilder();
        for (JsonNode word : words) {
            boolean plain = !quoted || word.asText().matches("[A-Za-z0-9@%+=:,./_{}$-]+");
            text.append(text.length() == 0 ? "" : " ").append(plain ? word.asText() : PlainText.told(word.toString()));
        }
        return text.toString();
    }

    /** How many of each kind, each followed by a comma; empty where nothing changes. */
    static String counts(JsonNode plan) {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            int count = 0;
            for (JsonNode change : plan.path(kind == Kind.ADOPT ? "adopted" : "changes")) {
                count += change.path("kind").asText().equals(kind.word) ? 1 : 0;
            }
            if (count > 0) {
                text.append(count).append(' ').append(kind.word).append(", ");
            }
        }
        return text.toString();
    }

    private void forecast(JsonNode forecast) {
        if (forecast.isEmpty()) {
            return;
        }
        JsonNode sources = forecast.path("sources");
        Table table = new Table("IT WILL TAKE", "", "KNOWN FROM");
        table.row("instances", forecast.path("instances").asText(), "the file");
        table.row("ports", forecast.path("ports").asText(), "the file");
        table.row(
                "processes",
                forecast.path("processes").asText(),
                sources.path("processes").asText());
        table.row(
                "memory",
                forecast.path("memoryMegabytes").asText() + " MB",
                sources.path("memoryMegabytes").asText());
        table.row(
                "processors",
                String.format(Locale.ROOT, "%.2f", forecast.path("cpuCores").asDouble()),
                sources.path("cpuCores").asText());
        table.row(
                "file handles",
                forecast.path("fileHandles").asText(),
                sources.path("fileHandles").asText());
        forecast.path("times")
                .forEach(time -> table.row(
                        "time, " + time.path("profile").asText(),
                        time.path("seconds").asLong() + " s",
                        time.path("source").asText()));
        printer.table(table, "");
    }

    private static String name(JsonNode change) {
        int replica = change.path("replica").asInt();
        return change.path("server").asText() + (replica == 0 ? "" : "#" + replica);
    }

    private static String port(JsonNode change) {
        int from = change.path("fromPort").asInt();
        int to = change.path("port").asInt();
        String now = to == 0 ? "-" : Integer.toString(to);
        String host = change.path("host").asText();
        return (from == 0 || from == to ? now : from + " -> " + now) + (host.isEmpty() ? "" : " on " + host);
    }
}
