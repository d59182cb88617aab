package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Shell;

class NodesCommandTest {
    private final TestingApi api = new TestingApi();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void theLastNodeIsNotDrainedAndNothingWasDone() {
        api.answer(
                        "POST",
                        "/api/v1/nodes/node-1/drain",
                        409,
                        "{\"title\":\"The last node that serves stays\",\"code\":\"NODE_LAST\"}")
                .answer("POST", "/api/v1/nodes/node-2/drain", 404, "{\"title\":\"No\",\"code\":\"NOT_FOUND\"}");

        assertThat(run("nodes", "drain", "node-1")).isEqualTo(2);
        assertThat(err()).contains("NODE_LAST");
        assertThat(run("nodes", "drain", "node-2")).isEqualTo(1);
    }

    private int run(String... arguments) {
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

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
