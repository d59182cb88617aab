package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import org.mcpcoordinator.cli.terminal.Table;

/** Instances of servers in columns. */
final class ServerTable {
    private ServerTable() {}

    static Table of(JsonNode items) {
        Table table = new Table("NAME", "CATEGORY", "PORT", "HOST", "PID", "WISHED", "STATE", "WHY", "SINCE");
        for (JsonNode item : items) {
            int replica = item.path("replica").asInt();
            table.row(
                    item.path("name").asText() + (replica == 0 ? "" : "#" + replica),
                    item.path("category").asText(),
                    port(item),
                    item.path("host").asText(),
                    orDash(item.path("pid").asLong()),
                    item.path("desired").asText(),
                    item.path("state").asText() + (item.path("draining").asBoolean() ? " (draining)" : ""),
                    item.path("reason").asText(),
                    item.path("since").asText());
            JsonNode next = item.path("next");
            if (next.isObject()) {
                table.row(
                        "  next: generation " + next.path("generation").asLong(),
                        "",
                        orDash(next.path("port").asLong()),
                        "",
                        "",
                        "",
                        next.path("state").asText(),
                        next.path("reason").asText(),
                        next.path("since").asText());
            }
        }
        return table;
    }

    private static String port(JsonNode item) {
        return item.path("endpoint").asText().startsWith("stdio:")
                ? "stdio"
                : orDash(item.path("port").asLong());
    }

    private static String orDash(long number) {
        return number == 0 ? "-" : Long.toString(number);
    }
}
