package org.mcpcoordinator.cli;

import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Product;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code down}: stops what {@code up} started, and nothing else. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops WildFly, the host agent with its servers, and PostgreSQL; the data stays.")
final class DownCommand implements Callable<Integer> {
    @ParentCommand
    private Coordinator coordinator;

    @Mixin
    private DataOption data;

    @Option(names = "--keep-servers", description = "Leave the host agent and its MCP servers running.")
    private boolean keepServers;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields in
    DownCommand() {}

    @Override
    public Integer call() {
        DataFolder folder = data.folder();
        if (!folder.exists()) {
            throw Refusal.refused("nothing was ever started in " + folder.root());
        }
        Product product = new Product(folder, Installation.find(), coordinator.printer());
        if (!folder.locked(() -> product.down(keepServers))) {
            coordinator.printer().line("Nothing ran.");
        }
        return ExitCode.DONE;
    }
}
