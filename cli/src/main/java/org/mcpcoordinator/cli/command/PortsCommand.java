package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ports}: the layout and who has which port. */
@Command(
        name = "ports",
        mixinStandardHelpOptions = true,
        description = "Shows the port ranges of the categories and how many ports of each are given out.")
final class PortsCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    @Option(names = "--all", description = "Every port that is given out instead of the ranges.")
    private boolean all;

    PortsCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode ports = remote.api().get("ports");
        remote.print(ports, all ? taken(ports) : ranges(ports), "No port is given out.");
        return ExitCode.DONE;
    }

    private static Table ranges(JsonNode ports) {
        Table table = new Table("RANGE", "FIRST", "LAST", "USED");
        for (JsonNode range : ports.path("ranges")) {
            table.row(
                    range.path("id").asText(),
                    range.path("first").asInt(),
                    range.path("last").asInt(),
                    range.path("used").asInt());
        }
        return table;
    }

    private static Table taken(JsonNode ports) {
        Table table = new Table("PORT", "HOST", "SERVER", "REPLICA", "CATEGORY");
        for (JsonNode port : ports.path("items")) {
            table.row(
                    port.path("port").asInt(),
                    port.path("host").asText(),
                    port.path("server").asText(),
                    port.path("replica").asInt(),
                    port.path("category").asText());
        }
        return table;
    }
}
