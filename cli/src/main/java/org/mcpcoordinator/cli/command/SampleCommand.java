package org.mcpcoordinator.cli.command;

import java.util.concurrent.Callable;
import org.mcpcoordinator.cli.sample.SampleFleet;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sample}: the sample fleet as a file to read, change and apply. */
@Command(
        name = "sample",
        mixinStandardHelpOptions = true,
        description = "Prints the sample fleet as a fleet file; it needs no internet and no extra software.")
final class SampleCommand implements Callable<Integer> {
    private final Shell shell;

    /** Taken by every command; the sample is the same wherever it is printed. */
    @Mixin
    @SuppressWarnings("UnusedVariable")
    private final DataOption data = new DataOption();

    @Option(names = "--servers", paramLabel = "N", description = "1 to 1000 (default: 1000).")
    private int servers = SampleFleet.MOST;

    SampleCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (servers < 1 || servers > SampleFleet.MOST) {
            throw Refusal.refused("--servers " + servers + " is outside 1 to " + SampleFleet.MOST);
        }
        shell.printer().line(SampleFleet.generate(servers).stripTrailing());
        return ExitCode.DONE;
    }
}
