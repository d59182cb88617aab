package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nodes}: the WildFlys of the installation. */
@Command(name = "nodes", mixinStandardHelpOptions = true, description = "Lists the WildFly nodes and their hosts.")
final class NodesCommand implements Callable<Integer> {
    @Mixin
    private final Remote remote;

    NodesCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode nodes = remote.api().get("nodes");
        Table table = new Table("NODE", "HOST", "STATE", "PID", "SERVERS", "URL");
        for (JsonNode node : nodes.path("items")) {
            table.row(
                    node.path("name").asText(),
                    node.path("host").asText(),
                    node.path("state").asText(),
                    node.path("pid").asLong(),
                    node.path("servers").asLong(),
                    node.path("url").asText(""));
        }
        remote.print(nodes, table, "No node.");
        return ExitCode.DONE;
    }
}
