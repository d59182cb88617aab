package org.mcpcoordinator.cli.command;

import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code down}: stops what {@code up} started, and nothing else. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops WildFly, the host agent with its servers, and PostgreSQL; the data stays.")
final class DownCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--keep-servers", description = "Leave the host agent and its MCP servers running.")
    private boolean keepServers;

    DownCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        DataFolder folder = data.folder();
        if (!folder.exists()) {
            throw Refusal.refused("nothing was ever started in " + folder.root());
        }
        Product product = new Product(folder, Installation.find(), shell.printer());
        if (!folder.locked(() -> product.down(keepServers))) {
            shell.printer().line("Nothing ran.");
        }
        return ExitCode.DONE;
    }
}
