package org.mcpcoordinator.cli.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

/** Somebody at a terminal, whose commands go to an installation elsewhere. */
final class TestingShell {
    private final TestingApi api;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    TestingShell(TestingApi api) {
        this.api = api;
    }

    /** The exit code. */
    int run(String... arguments) {
        out.reset();
        err.reset();
        Shell shell = new Shell(
                new Printer(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                new ByteArrayInputStream(new byte[0]),
                Map.of("COORDINATOR_URL", api.url(), "COORDINATOR_TOKEN", "token"),
                false);
        return Commands.run(shell, arguments);
    }

    /** What the last command has told. */
    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What the last command has complained of. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
