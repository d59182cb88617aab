package org.mcpcoordinator.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.product.UpFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code up}: everything from an empty folder to a running product. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL, host agent and WildFly in the background and deploys the EAR.")
final class UpCommand implements Callable<Integer> {
    @ParentCommand
    private Coordinator coordinator;

    @Mixin
    private DataOption data;

    @Option(names = "--empty", description = "Roll out no servers.")
    private boolean empty;

    @Option(
            names = "--http-port",
            paramLabel = "P",
            description = "Port of API, console and MCP (default: a free one).")
    private @Nullable Integer httpPort;

    @Option(
            names = "--management-port",
            paramLabel = "P",
            description = "Port of WildFly's management (default: free).")
    private @Nullable Integer managementPort;

    @Option(names = "--port-base", paramLabel = "P", description = "First port of the servers' layout (default: 3100).")
    private @Nullable Integer portBase;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields in
    UpCommand() {}

    @Override
    public Integer call() {
        Installation installation = Installation.find();
        installation.check();
        DataFolder folder = data.folder().make();
        Product product = new Product(folder, installation, coordinator.printer());
        Product.Wish wish =
                new Product.Wish(httpPort, managementPort, portBase, System.getenv("COORDINATOR_ADMIN_PASSWORD"));
        UpFile file = folder.locked(() -> product.up(wish));
        if (!empty) {
            coordinator.printer().step("No servers are rolled out by this build.");
        }
        coordinator.printer().line("Console           " + file.url() + "/console/");
        coordinator.printer().line("Admin console     " + file.managementUrl() + "/console/");
        coordinator.printer().line("Login             admin, password in " + folder.adminPassword());
        return ExitCode.DONE;
    }
}
