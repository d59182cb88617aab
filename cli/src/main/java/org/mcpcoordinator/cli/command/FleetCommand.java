package org.mcpcoordinator.cli.command;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code fleet}: the fleet as a file that can be applied again. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description = "Prints a fleet as a fleet file; secrets by name only.")
final class FleetCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(arity = "0..1", paramLabel = "FLEET", description = "Its name (default: the one imported last).")
    private @Nullable String fleet;

    FleetCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        String path = new Query("fleetfile").with("fleet", fleet).toString();
        if (remote.json()) {
            shell.printer().json(remote.api().get(path));
        } else {
            shell.printer().line(remote.api().text(path).stripTrailing());
        }
        return ExitCode.DONE;
    }
}
