package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.product.Part;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.terminal.Colour;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: what runs, and how the fleet does. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells which parts run, whether the product is ready, and how the fleet does.",
        footer = {"", "Exit codes: 0 all runs and is ready, 1 something does not."})
final class StatusCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    StatusCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        Table table = new Table("PART", "STATE", "PID", "WHERE");
        boolean allRun = !remote.local() || partsRun(answer.putArray("parts"), table);
        boolean ready = (!remote.local() || remote.folder().exists()) && ready(answer, table);
        answer.put("ready", ready);
        remote.print(answer, table, "");
        if (!remote.json() && answer.has("fleet")) {
            tell(answer.path("fleet"));
        }
        return allRun && ready ? ExitCode.DONE : ExitCode.FAILED;
    }

    private boolean partsRun(ArrayNode answer, Table table) {
        boolean allRun = true;
        for (Part part : Product.parts(remote.folder())) {
            answer.addObject()
                    .put("name", part.name())
                    .put("running", part.running())
                    .put("pid", part.pid())
                    .put("where", part.where());
            table.row(
                    part.name(),
                    part.running() ? "running" : "stopped",
                    part.running() ? part.pid() : "-",
                    part.where());
            allRun &= part.running();
        }
        return allRun;
    }

    private boolean ready(ObjectNode answer, Table table) {
        Api api = remote.api();
        boolean ready = api.ready();
        answer.put("url", api.base().toString());
        table.row("Product", ready ? "ready" : "not ready", "-", api.base());
        if (ready) {
            try {
                answer.set("fleet", api.get("fleet"));
            } catch (Refusal refusal) {
                shell.printer().complain(String.valueOf(refusal.getMessage()));
                return false;
            }
        }
        return ready;
    }

    private void tell(JsonNode fleet) {
        StringBuilder states = new StringBuilder();
        fleet.path("states")
                .properties()
                .forEach(state -> states.append(states.isEmpty() ? "" : ", ")
                        .append(state.getValue().asInt())
                        .append(' ')
                        .append(state.getKey()));
        // One host may carry several fleets; the figures are those of all.
        String newest = fleet.path("fleet").asText("");
        shell.printer()
                .line("Servers: " + fleet.path("desired").asInt() + " wished" + (states.isEmpty() ? "" : "; " + states)
                        + (newest.isEmpty() ? "" : ". Rolled out last: fleet " + newest));
        fleet.path("degraded")
                .forEach(mixture -> shell.printer()
                        .line(Colour.YELLOW, mixture.path("sentence").asText()));
    }
}
