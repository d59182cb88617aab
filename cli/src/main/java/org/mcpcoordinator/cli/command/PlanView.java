package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Table;

/** A plan for people: what changes, what the fleet will need, what is to be known, and the plan's id. */
final class PlanView {
    private static final int MOST_ROWS = 40;

    private PlanView() {}

    static void print(JsonNode plan, Printer printer) {
        JsonNode changes = plan.path("changes");
        Table table = new Table("CHANGE", "SERVER", "PORT", "WHY");
        int rows = 0;
        for (JsonNode change : changes) {
            if (rows++ < MOST_ROWS) {
                table.row(
                        change.path("kind").asText(),
                        name(change),
                        port(change),
                        change.path("reason").asText());
            }
        }
        printer.table(table, "Nothing to do: what runs is what the file says.");
        if (changes.size() > MOST_ROWS) {
            printer.line("... and " + (changes.size() - MOST_ROWS) + " more (--json shows all)");
        }
        JsonNode forecast = plan.path("forecast");
        printer.line("");
        printer.line("Fleet " + plan.path("fleet").asText() + ": " + changes.size() + " changes, "
                + plan.path("unchanged").asInt() + " unchanged; in all "
                + forecast.path("instances").asInt()
                + " instances, " + forecast.path("processes").asInt() + " processes, "
                + forecast.path("ports").asInt() + " ports, about "
                + forecast.path("memoryMegabytes").asLong()
                + " MB.");
        plan.path("warnings").forEach(warning -> printer.line("Note: " + warning.asText()));
        printer.line("Plan " + plan.path("planId").asText());
    }

    private static String name(JsonNode change) {
        int replica = change.path("replica").asInt();
        return change.path("server").asText() + (replica == 0 ? "" : "#" + replica);
    }

    private static String port(JsonNode change) {
        int port = change.path("port").asInt();
        return port == 0 ? "-" : Integer.toString(port);
    }
}
