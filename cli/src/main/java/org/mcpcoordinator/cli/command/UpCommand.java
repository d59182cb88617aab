package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Api;
import org.mcpcoordinator.cli.api.ApiDesk;
import org.mcpcoordinator.cli.product.DataFolder;
import org.mcpcoordinator.cli.product.Installation;
import org.mcpcoordinator.cli.product.Product;
import org.mcpcoordinator.cli.product.UpFile;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code up}: everything from an empty folder to a running product with healthy servers. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts PostgreSQL, the host agent and WildFly in the background, deploys the EAR, rolls out the sample fleet",
            "and returns when its servers are healthy. Again: starts what does not run, moves what changed."
        },
        footer = {
            "",
            "The admin's password is COORDINATOR_ADMIN_PASSWORD, or random and kept in the data folder.",
            "Options of WildFly's JVM may stand in COORDINATOR_WILDFLY_OPTIONS, for example -Xmx2g; they win over ours.",
            "Exit codes: 0 all is up; 1 something failed; 2 refused before anything was done; 130 stopped by Ctrl-C."
        })
final class UpCommand implements Callable<Integer> {
    /** A server of the sample, as README calls it. */
    private static final String ENCODER = "dev-encode-01";

    private final Shell shell;

    @Mixin
    private final DataOption data = new DataOption();

    @Option(
            names = "--servers",
            paramLabel = "N",
            description = "Servers of the sample fleet, 1 to 1000 (first time 100, later as many as there are).")
    private @Nullable Integer servers;

    @Option(names = "--fleet", paramLabel = "FILE", description = "Roll out this fleet file instead of the sample.")
    private @Nullable String fleet;

    @Option(names = "--empty", description = "Roll out no servers.")
    private boolean empty;

    @Option(
            names = "--http-port",
            paramLabel = "P",
            description = "Port of API, console and MCP (first time a free one).")
    private @Nullable Integer httpPort;

    @Option(names = "--management-port", paramLabel = "P", description = "Port of WildFly's management.")
    private @Nullable Integer managementPort;

    @Option(names = "--port-base", paramLabel = "P", description = "First of the servers' 1,100 ports (default: 3100).")
    private @Nullable Integer portBase;

    @Option(
            names = "--nodes",
            paramLabel = "K",
            description = "WildFly nodes, 1 to " + Product.MOST_NODES
                    + " (first time 1, later as many as there were); HAProxy comes before several.")
    private @Nullable Integer nodes;

    @Option(names = "--fresh", description = "Stop it and delete the data folder first; asks, unless --yes.")
    private boolean fresh;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    UpCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        checkArguments();
        Installation installation = Installation.find();
        installation.check();
        DataFolder folder = data.folder();
        if (fresh) {
            wipe(folder, installation);
        }
        folder.make();
        Product product = new Product(folder, installation, shell.printer());
        Product.Wish wish = new Product.Wish(
                httpPort,
                managementPort,
                portBase,
                nodes,
                shell.variable("COORDINATOR_ADMIN_PASSWORD").orElse(null),
                shell.variable("COORDINATOR_WILDFLY_OPTIONS").orElse(""));
        Thread farewell = new Thread(this::interrupted);
        Runtime.getRuntime().addShutdownHook(farewell);
        UpFile file;
        int exitCode;
        try {
            file = folder.locked(() -> product.up(wish, new ApiDesk(folder)));
            exitCode = empty ? ExitCode.DONE : new FirstFleet(api(file.url(), folder), shell).bring(servers, fleet);
        } finally {
            forget(farewell);
        }
        printWhereToGo(file, folder);
        return exitCode;
    }

    private static void forget(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException alreadyEnding) {
            // Ctrl-C came first: the sentence is being printed, and that is what it is for.
            Thread.currentThread().interrupt();
        }
    }

    private void checkArguments() {
        if ((empty ? 1 : 0) + (servers != null ? 1 : 0) + (fleet != null ? 1 : 0) > 1) {
            throw Refusal.refused("--empty, --servers and --fleet exclude each other");
        }
        if (servers != null && (servers < 1 || servers > SampleFleet.MOST)) {
            throw Refusal.refused("--servers " + servers + " is outside 1 to " + SampleFleet.MOST);
        }
        if (nodes != null && (nodes < 1 || nodes > Product.MOST_NODES)) {
            throw Refusal.refused("--nodes " + nodes + " is outside 1 to " + Product.MOST_NODES);
        }
        if (portBase != null) {
            UpFile.checkPortBase(portBase);
        }
    }

    private void wipe(DataFolder folder, Installation installation) {
        if (!folder.exists()) {
            folder.wipe();
            return;
        }
        if (!yes) {
            shell.printer()
                    .step("--fresh deletes " + folder.root()
                            + " with its database and all servers. Type yes to go on:");
            if (!shell.readLine().equalsIgnoreCase("yes")) {
                throw Refusal.refused("nothing was deleted");
            }
        }
        folder.locked(() -> new Product(folder, installation, shell.printer()).down(false));
        folder.wipe();
    }

    private static Api api(String url, DataFolder folder) {
        return new Api(URI.create(url), folder.adminLogin());
    }

    private void interrupted() {
        shell.printer()
                .step("\ncoordinator: interrupted. What was started runs on; ./coordinator up goes on from here,"
                        + " ./coordinator down stops it.");
    }

    /** One of the sample, or the tools of any server there is. */
    private static Optional<String> callToTry(Api api) {
        if (api.get("servers?size=1&q=" + ENCODER).path("total").asInt() > 0) {
            return Optional.of(ENCODER + " encode --arg text=hello --arg form=base64");
        }
        JsonNode first = api.get("servers?size=1").path("items").path(0).path("name");
        return first.isMissingNode() ? Optional.empty() : Optional.of(first.asText());
    }

    private void printWhereToGo(UpFile file, DataFolder folder) {
        Printer printer = shell.printer();
        String option = folder.isDefault() ? "" : " --data " + folder.root();
        printer.line("");
        printer.line("Console         " + file.url() + "/console/");
        printer.line("Login           admin, password: cat " + folder.adminPassword());
        printer.line("WildFly console " + file.managementUrl() + "/console/   (same login)");
        printer.line("JMX             jconsole -J-Djava.class.path=" + folder.serverHome()
                + "/bin/client/jboss-client.jar service:jmx:remote+http://127.0.0.1:" + file.managementPort());
        printer.line("Look            ./coordinator servers" + option);
        printer.line("MCP clients     " + file.url() + "/mcp   (all servers as one; ./coordinator connect" + option
                + " CLIENT)");
        callToTry(api(file.url(), folder))
                .ifPresent(call -> printer.line("Call            ./coordinator call" + option + " " + call));
        printer.line("Stop            ./coordinator down" + option);
    }
}
