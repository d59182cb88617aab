package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodesCommandTest {
    private final TestingApi api = new TestingApi();
    private final TestingShell shell = new TestingShell(api);

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

        assertThat(shell.run("nodes", "drain", "node-1")).isEqualTo(2);
        assertThat(shell.err()).contains("NODE_LAST");
        assertThat(shell.run("nodes", "drain", "node-2")).isEqualTo(1);
    }
}
