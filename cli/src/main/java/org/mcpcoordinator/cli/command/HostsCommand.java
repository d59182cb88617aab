package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hosts}: the machines that servers run on. */
@Command(
        name = "hosts",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the hosts: whether each lives, whether it takes servers, and how many it has.",
            "Or changes one: cordon (it takes no more), drain (what it has comes up elsewhere, and then ends there), uncordon."
        })
final class HostsCommand implements Callable<Integer> {
    private static final Set<String> ACTIONS = Set.of("cordon", "drain", "uncordon");
    private static final long BYTES_PER_MB = 1L << 20;

    @Mixin
    private final Remote remote;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "One host.")
    private @Nullable String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ACTION", description = "cordon, drain or uncordon.")
    private @Nullable String action;

    HostsCommand(Shell shell) {
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode hosts;
        if (name == null || action == null) {
            hosts = named(remote.api().get("hosts"), name);
        } else if (ACTIONS.contains(action)) {
            hosts = remote.api()
                    .post("hosts/" + Query.escape(name) + "/" + action, JsonNodeFactory.instance.objectNode());
        } else {
            throw Refusal.refused("unknown action " + action + "; one of cordon, drain, uncordon");
        }
        remote.print(hosts, table(hosts), "No host is known.");
        return ExitCode.DONE;
    }

    private static JsonNode named(JsonNode hosts, @Nullable String name) {
        if (name == null) {
            return hosts;
        }
        for (JsonNode host : hosts.path("items")) {
            if (host.path("name").asText().equals(name)) {
                ObjectNode one = JsonNodeFactory.instance.objectNode();
                one.putArray("items").add(host);
                return one;
            }
        }
        throw Refusal.refused("no host is named " + name);
    }

    private static Table table(JsonNode hosts) {
        Table table = new Table("HOST", "STATE", "TAKES SERVERS", "SERVERS", "MEMORY MB", "PROCESSORS", "ADDRESS");
        for (JsonNode host : hosts.path("items")) {
            table.row(
                    host.path("name").asText(),
                    host.path("state").asText(),
                    takes(host.path("placing").asText()),
                    host.path("servers").asInt(),
                    host.path("memoryBytes").asLong() / BYTES_PER_MB,
                    host.path("processors").asInt(),
                    host.path("address").asText("-"));
        }
        return table;
    }

    private static String takes(String placing) {
        return switch (placing) {
            case "CORDONED" -> "no more";
            case "DRAINING" -> "none, is emptied";
            default -> "yes";
        };
    }
}
