package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Confines;
import org.mcpcoordinator.host.confine.Limits;

/** Real programs that take too much, beside one that does no harm (S15). */
class GuardTest {
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"));

    /** {@code bomb}: starts itself again and again, in all its copies. {@code eat MB}: takes and uses memory, and keeps it. */
    private static final String GREEDY = """
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>
            int main(int count, char **words) {
                if (strcmp(words[1], "bomb") == 0) {
                    for (;;) fork();
                }
                for (int left = atoi(words[2]); left > 0; left -= 16) {
                    char *piece = malloc(16 << 20);
                    if (!piece) { perror("greedy"); return 3; }
                    memset(piece, 7, 16 << 20);
                }
                for (;;) pause();
            }
            """;

    @TempDir
    static Path folder;

    private static Path greedy = Path.of("none");

    private TestingHost host;

    @BeforeAll
    static void compile() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path source = Files.writeString(folder.resolve("greedy.c"), GREEDY);
        Process compiler = Program.tool("cc").isEmpty()
                ? null
                : new ProcessBuilder("cc", "-o", folder.resolve("greedy").toString(), source.toString())
                        .inheritIO()
                        .start();
        boolean compiled = compiler != null && compiler.waitFor() == 0;
        if (REQUIRED) {
            assertThat(compiled).as("a C compiler").isTrue();
        }
        assumeTrue(compiled, "no C compiler");
        greedy = folder.resolve("greedy");
    }

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
        if (Account.isRoot()) {
            host.account = Account.of("nobody").orElseThrow();
            host.programs = folder.resolve("programs");
        }
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void aForkBombEndsAloneAndIsStartedAgainByTheUsualRules() throws Exception {
        boolean counted = Confines.find(host.account, CleanEnvironment.path()).countsProcesses();
        if (REQUIRED) {
            assertThat(counted)
                    .as("the kernel counts processes for each server")
                    .isTrue();
        }
        assumeTrue(counted, "nothing here counts processes for each server");
        host.agent("this-boot");
        TestingCaller caller = host.caller();
        caller.apply(1, true, neighbour());
        long neighbour = caller.awaitState("beta", State.RUNNING).path("pid").asLong();

        caller.apply(1, false, limited("alpha", new Limits(64, 40, 64, 0), greedy.toString(), "bomb"));

        JsonNode status = caller.await("alpha", "to be ended", GuardTest::ended);
        assertThat(status.path("reason").asText()).isEqualTo("TOO_MANY_PROCESSES");
        assertThat(status.path("detail").asText())
                .contains("processes with")
                .contains("limits.processes allows 40, threads included");
        Start first = first("alpha");
        assertThat(ProcessTable.tree(first.pid(), ProcessTable.all())).isEmpty();
        caller.await(
                "alpha", "to be started again", each -> each.path("attempt").asInt() == 2);
        caller.await("beta", "unharmed", each -> each.path("pid").asLong() == neighbour);
        stop(caller);
    }

    @Test
    void whoAsksForTwoGigabytesIsRefusedThemAndEndsAlone() throws Exception {
        host.agent("this-boot");
        TestingCaller caller = host.caller();
        caller.apply(1, true, neighbour());
        long neighbour = caller.awaitState("beta", State.RUNNING).path("pid").asLong();

        caller.apply(1, false, limited("alpha", new Limits(64, 40, 64, 0), greedy.toString(), "eat", "2048"));

        JsonNode status = caller.await("alpha", "to be ended", GuardTest::ended);
        assertThat(status.path("reason").asText()).isEqualTo("OUT_OF_MEMORY");
        assertThat(status.path("detail").asText()).contains("limits.memory allows 64 MB");
        caller.await("beta", "unharmed", each -> each.path("pid").asLong() == neighbour);
        stop(caller);
    }

    @Test
    void whoTakesMoreThanItMayAndSaysNothingIsSeenAndEnded() throws Exception {
        host.agent("this-boot");
        TestingCaller caller = host.caller();

        caller.apply(1, true, limited("alpha", new Limits(64, 40, 64, 0), greedy.toString(), "eat", "320"));

        JsonNode status = caller.await("alpha", "to be ended", GuardTest::ended);
        assertThat(status.path("reason").asText()).isEqualTo("OUT_OF_MEMORY");
        stop(caller);
    }

    @Test
    void openFilesAreLimitedForEachProcessAndWhoTakesLittleIsLeftAlone() throws Exception {
        assumeTrue(REQUIRED || Program.tool("prlimit").isPresent(), "no prlimit");
        host.agent("this-boot");
        TestingCaller caller = host.caller();

        caller.apply(
                1,
                true,
                limited("alpha", new Limits(64, 40, 77, 0), "/bin/cat", "/proc/self/limits"),
                limited("beta", new Limits(512, 40, 77, 0), greedy.toString(), "eat", "64"));

        assertThat(caller.await("alpha", "to end", GuardTest::ended)
                        .path("reason")
                        .asText())
                .isEqualTo("EXITED");
        assertThat(Files.readAllLines(host.directory.resolve("logs/servers/alpha-0.log")))
                .anyMatch(line -> line.matches("Max open files +77 +77 .*"))
                .anyMatch(line -> line.matches("Max core file size +0 +0 .*"));
        caller.awaitState("beta", State.RUNNING);
        stop(caller);
    }

    @Test
    void theAgentTellsByWhichMeansItConfines() throws Exception {
        host.agent("this-boot");

        JsonNode means = host.caller().ask("hello").path("confines");

        assertThat(means.path("files").asText()).isIn("process", "none");
        assertThat(means.path("memory").asText()).isIn("group", "process+watch", "watch");
        assertThat(means.path("processes").asText()).isIn("group", "namespace", "watch");
        assertThat(means.path("user").asText()).isIn("nobody", "");
    }

    private static boolean ended(JsonNode status) {
        return status.path("state").asText().equals("BACKOFF")
                && status.path("ended").asBoolean();
    }

    private static ObjectNode neighbour() {
        return TestingHost.withArgv(TestingHost.order("beta", 1, 0), "/bin/sleep", "600");
    }

    private static ObjectNode limited(String server, Limits limits, String... argv) {
        ObjectNode order = TestingHost.withArgv(TestingHost.order(server, 1, 0), argv);
        order.withObject("/launch").set("limits", Json.MAPPER.valueToTree(limits));
        return order;
    }

    private Start first(String server) throws Exception {
        return host.starts().stream()
                .filter(start -> start.server().equals(server))
                .findFirst()
                .orElseThrow();
    }

    /** Else the next try would run while the folder is taken away. */
    private void stop(TestingCaller caller) throws Exception {
        caller.apply(1, true);
        List<Start> starts = host.starts();
        TestingCaller.until(
                Duration.ofSeconds(20),
                "all to be gone",
                () -> starts.stream().noneMatch(start -> start.process().alive("this-boot")));
    }
}
