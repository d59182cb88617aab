package org.mcpcoordinator.cli;

import org.mcpcoordinator.cli.command.Commands;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

/** Entry point of the command {@code coordinator}. */
public final class Coordinator {
    private Coordinator() {}

    /** Runs one command and tells the shell how it went. */
    public static void main(String[] arguments) {
        // The script knows whether standard error is a terminal; Java can only tell for both streams together.
        boolean interactive = Boolean.getBoolean("coordinator.cli.interactive");
        boolean colour = Boolean.getBoolean("coordinator.cli.colour");
        Shell shell = new Shell(new Printer(System.out, System.err, colour), System.in, System.getenv(), interactive);
        System.exit(Commands.run(shell, arguments));
    }
}
