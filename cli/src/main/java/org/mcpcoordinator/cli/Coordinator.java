package org.mcpcoordinator.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code coordinator}; each subcommand is a class of its own. */
@Command(
        name = "coordinator",
        description = "Rolls out, runs, watches and fronts up to 1,000 MCP servers on WildFly.",
        mixinStandardHelpOptions = true,
        version = "MCP Coordinator 0.1.0",
        subcommands = {UpCommand.class, DownCommand.class, CommandLine.HelpCommand.class},
        footer = {"", "Exit codes: 0 done, 1 failed, 2 refused before anything was done, 130 stopped by Ctrl-C."})
public final class Coordinator {
    private final Printer printer;

    Coordinator(Printer printer) {
        this.printer = printer;
    }

    Printer printer() {
        return printer;
    }

    /** Runs one command and tells the shell how it went. */
    public static void main(String[] args) {
        System.exit(run(new Printer(System.out, System.err), args));
    }

    static int run(Printer printer, String... args) {
        CommandLine line = new CommandLine(new Coordinator(printer));
        line.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof Refusal refusal) {
                printer.complain(String.valueOf(refusal.getMessage()));
                return refusal.exitCode();
            }
            printer.complain("unexpected: " + problem);
            problem.printStackTrace(printer.progress());
            return ExitCode.FAILED;
        });
        return line.execute(args);
    }
}
