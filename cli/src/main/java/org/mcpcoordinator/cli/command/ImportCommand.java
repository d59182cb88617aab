package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code import}: hands a fleet file over for checking; every mistake is named with its place. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Checks a fleet file and keeps it as a plan; apply --plan ID makes it the fleet's revision.")
final class ImportCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(paramLabel = "FILE", description = "Fleet file, JSON or YAML; - reads standard input.")
    private String file = "";

    ImportCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        JsonNode plan = FleetInput.read(file, shell).plan(remote.api());
        remote.print(plan, printer -> {
            PlanView.print(plan, false, printer);
            printer.line("Roll it out with: coordinator apply --plan "
                    + plan.path("planId").asText());
        });
        return ExitCode.DONE;
    }
}
