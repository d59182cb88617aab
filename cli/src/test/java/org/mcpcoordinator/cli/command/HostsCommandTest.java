package org.mcpcoordinator.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostsCommandTest {
    private static final String HOST = "{\"name\":\"%s\",\"state\":\"%s\",\"placing\":\"%s\",\"servers\":%d,"
            + "\"memoryBytes\":25165824000,\"processors\":2}";

    private final TestingApi api = new TestingApi();
    private final TestingShell shell = new TestingShell(api);

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
        assertThat(shell.run("hosts")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("a", "UP", "yes", "12", "24000").contains("b", "DEAD", "no more");
        assertThat(shell.run("hosts", "b")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("DEAD").doesNotContain("UP");
        assertThat(shell.run("hosts", "z")).isEqualTo(2);
        assertThat(shell.err()).contains("no host is named z");
    }

    @Test
    void aHostIsDrainedByItsNameAndNothingElseIsDone() {
        api.answer("POST", "/api/v1/hosts/a/drain", 200, items(HOST.formatted("a", "UP", "DRAINING", 12)));
        assertThat(shell.run("hosts", "a", "drain")).as(shell.err()).isZero();
        assertThat(shell.out()).contains("none, is emptied");
        assertThat(shell.run("hosts", "a", "explode")).isEqualTo(2);
        assertThat(shell.err()).contains("unknown action explode; one of cordon, drain, uncordon");
        assertThat(api.asked()).hasSize(1);
    }

    private static String items(String... hosts) {
        return "{\"items\":[" + String.join(",", hosts) + "]}";
    }
}
