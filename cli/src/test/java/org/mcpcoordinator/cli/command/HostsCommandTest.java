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

class HostsCommandTest {
    private static final String HOST = "{\"name\":\"%s\",\"state\":\"%s\",\"placing\":\"%s\",\"servers\":%d,"
            + "\"memoryBytes\":25165824000,\"processors\":2}";

    private final TestingApi api = new TestingApi();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void hostsAreListedWithWhatTheyHaveAndWhetherTheyTakeServers() {
        api.answer(
                "GET",
                "/api/v1/hosts",
                200,
                items(HOST.formatted("a", "UP", "OPEN", 12), HOST.formatted("b", "DEAD", "CORDONED", 0)));
        assertThat(run("hosts")).as(err()).isZero();
        assertThat(out()).contains("a", "UP", "yes", "12", "24000").contains("b", "DEAD", "no more");
        assertThat(run("hosts", "b")).as(err()).isZero();
        assertThat(out()).contains("DEAD").doesNotContain("UP");
        assertThat(run("hosts", "z")).isEqualTo(2);
        assertThat(err()).contains("no host is named z");
    }

    @Test
    void aHostIsDrainedByItsNameAndNothingElseIsDone() {
        api.answer("POST", "/api/v1/hosts/a/drain", 200, items(HOST.formatted("a", "UP", "DRAINING", 12)));
        assertThat(run("hosts", "a", "drain")).as(err()).isZero();
        assertThat(out()).contains("none, is emptied");
        assertThat(run("hosts", "a", "explode")).isEqualTo(2);
        assertThat(err()).contains("unknown action explode; one of cordon, drain, uncordon");
        assertThat(api.asked()).hasSize(1);
    }

    private static String items(String... hosts) {
        return "{\"items\":[" + String.join(",", hosts) + "]}";
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

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
