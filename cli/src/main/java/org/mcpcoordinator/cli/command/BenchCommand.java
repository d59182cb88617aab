package org.mcpcoordinator.cli.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.bench.Bench;
import org.mcpcoordinator.cli.bench.BenchSetting;
import org.mcpcoordinator.cli.bench.Benches;
import org.mcpcoordinator.cli.bench.Report;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import org.mcpcoordinator.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: measures a running installation. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the installation; without a name, lists what can be measured.",
        footer = {"", "Exit codes: 0 every demand is met, 1 one is not."})
final class BenchCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Remote remote;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "What to measure.")
    private @Nullable String name;

    @Option(names = "--servers", paramLabel = "N", description = "Servers to use (default: 1000).")
    private int servers = 1000;

    @Option(names = "--seconds", paramLabel = "S", description = "How long to measure (default: the bench's own).")
    private @Nullable Integer seconds;

    BenchCommand(Shell shell) {
        this.shell = shell;
        this.remote = new Remote(shell);
    }

    @Override
    public Integer call() {
        if (name == null) {
            Table table = new Table("BENCH", "MEASURES");
            Benches.all().forEach(bench -> table.row(bench.name(), bench.description()));
            shell.printer().table(table, "No bench is part of this build.");
            return ExitCode.DONE;
        }
        Bench bench = Benches.named(name)
                .orElseThrow(() -> Refusal.refused("there is no bench " + name + "; bench alone lists them"));
        int time = seconds != null ? seconds : bench.usualSeconds();
        Report result =
                bench.run(new BenchSetting(remote.api(), remote.folder(), shell, servers, Duration.ofSeconds(time)));
        remote.print(result.json(), result.table(), "It measured nothing.");
        if (!remote.json()) {
            result.notes().forEach(shell.printer()::line);
        }
        return result.passed() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
