package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.connect.Client;
import org.mcpcoordinator.cli.connect.Entry;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet}: the fleet as a file that can be applied again, or that a client reads. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description = "Prints a fleet as a fleet file, secrets by name only; or as a client's file of servers.",
        footer = {
            "",
            "Formats: coordinator (the fleet file, default); mcpServers, cursor and vscode name each server by its",
            "address at the gateway, and the token by the client's way of naming one."
        })
final class FleetCommand implements Callable<Integer> {
    /** What the clients' formats are called, and in whose words their entries are. */
    private static final Map<String, Client> CLIENTS =
            Map.of("mcpServers", Client.CLAUDE_CODE, "cursor", Client.CURSOR, "vscode", Client.VSCODE);

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(arity = "0..1", paramLabel = "FLEET", description = "Its name (default: the one imported last).")
    private @Nullable String fleet;

    @Option(names = "--format", paramLabel = "F", description = "coordinator (default), mcpServers, cursor or vscode.")
    private String format = "coordinator";

    FleetCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        Client client = CLIENTS.get(format);
        if (client == null && !format.equals("coordinator")) {
            throw Refusal.refused(
                    "there is no format " + format + "; known are coordinator, mcpServers, cursor, vscode");
        }
        String path = new Query("fleetfile").with("fleet", fleet).toString();
        Api api = remote.api();
        if (client != null) {
            shell.printer().json(entries(client, api, api.get(path)));
        } else if (remote.json()) {
            shell.printer().json(api.get(path));
        } else {
            shell.printer().line(api.text(path).stripTrailing());
        }
        return ExitCode.DONE;
    }

    private static ObjectNode entries(Client client, Api api, JsonNode file) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        ObjectNode servers = whole.putObject(client.key());
        for (JsonNode server : file.path("servers")) {
            String name = server.path("name").asText();
            servers.set(
                    name,
                    Entry.http(
                            client,
                            api.base().resolve("/mcp/s/" + Query.escape(name)),
                            client.reference().orElseThrow()));
        }
        if (client == Client.VSCODE) {
            whole.putArray("inputs").add(Entry.question());
        }
        return whole;
    }
}
