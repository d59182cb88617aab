package org.mcpcoordinator.cli.command;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Query;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.stdio.Gate;
import org.mcpcoordinator.cli.stdio.StdioBridge;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stdio}: the servers of the fleet, or one, for a client that starts programs and speaks to their pipes. */
@Command(
        name = "stdio",
        mixinStandardHelpOptions = true,
        description = "Speaks MCP on standard input and output for the servers behind the gateway.",
        footer = {
            "",
            "Standard output carries MCP only; problems go to standard error. It ends when its input ends.",
            "The login is the one that up left in the data folder, or COORDINATOR_TOKEN; a token given as an",
            "argument is seen by every user of the machine."
        })
final class StdioCommand implements Callable<Integer> {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Option(names = "--server", paramLabel = "SERVER", description = "One server (default: all of them as one).")
    private @Nullable String server;

    StdioCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        Remote.Place place = remote.place();
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
        String path = server == null ? "/mcp" : "/mcp/s/" + Query.escape(server);
        Gate gate = new Gate(http, place.base().resolve(path), place.authorization(), PATIENCE);
        StdioBridge bridge = new StdioBridge(
                shell.input(), shell.printer().raw(), shell.printer().progress(), gate);
        Thread atTheEnd = new Thread(bridge::end, "stdio-end");
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        try {
            bridge.run();
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException stopping) {
            // Stopped by a signal: the hook is at work already.
            return ExitCode.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("interrupted", e);
        }
        return ExitCode.DONE;
    }
}
