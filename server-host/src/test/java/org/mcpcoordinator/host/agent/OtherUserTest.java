package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Confines;

/** Programs that run as another user than the agent, which only root can see to. */
class OtherUserTest {
    @TempDir
    Path outside;

    private TestingHost host;
    private Account nobody;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Account.isRoot(), "only root can start programs as another user");
        nobody = Account.of("nobody").orElseThrow();
        assumeTrue(
                Confines.find(nobody, CleanEnvironment.path()).account().isPresent(),
                "no setpriv, or it may not change users here");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = new TestingHost();
        host.account = nobody;
        host.programs = outside.resolve("programs");
    }

    @AfterEach
    void close() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void aProgramHasNoRightsOfTheAgentsAndAFolderOfItsOwn() throws Exception {
        host.agent("this-boot");
        TestingCaller caller = host.caller();

        caller.apply(
                1,
                true,
                TestingHost.withArgv(TestingHost.order("status", 1, 0), "/bin/cat", "/proc/self/status"),
                TestingHost.withArgv(TestingHost.order("writes", 1, 0), "/usr/bin/touch", "mine"),
                TestingHost.withArgv(
                        TestingHost.order("pries", 1, 0),
                        "/bin/cat",
                        host.directory.resolve("desired.json").toString(),
                        "/proc/" + ProcessHandle.current().pid() + "/environ"),
                TestingHost.withArgv(
                        TestingHost.order("spoils", 1, 0),
                        "/usr/bin/touch",
                        host.programs.resolve("store/x").toString(),
                        host.programs.resolve("x").toString(),
                        host.directory.resolve("x").toString()));

        List<String> status = lines(caller, "status");
        String uid = Integer.toString(nobody.uid());
        assertThat(status)
                .anyMatch(line -> line.matches("Uid:(\\s+" + uid + "){4}"))
                .anyMatch(line -> line.matches("CapEff:\\s+0+"))
                .anyMatch(line -> line.matches("CapPrm:\\s+0+"))
                .anyMatch(line -> line.matches("NoNewPrivs:\\s+1"));
        lines(caller, "writes");
        Path mine = host.programs.resolve("work/writes-0/mine");
        assertThat(Files.getAttribute(mine, "unix:uid", LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(nobody.uid());
        assertThat(lines(caller, "pries")).hasSize(2).allMatch(line -> line.contains("Permission denied"));
        assertThat(lines(caller, "spoils")).hasSize(3);
        assertThat(host.directory.resolve("x")).doesNotExist();
        assertThat(host.programs.resolve("x")).doesNotExist();
    }

    @Test
    void theNextAgentFindsItAgainAndStopsIt() throws Exception {
        Agent first = host.agent("this-boot");
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.withArgv(TestingHost.order("alpha", 1, 0), "/bin/sleep", "600"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        first.close();

        host.agent("this-boot");
        TestingCaller next = host.caller();
        assertThat(next.awaitState("alpha", State.RUNNING).path("pid").asLong()).isEqualTo(pid);
        next.apply(1, true);

        TestingCaller.until(
                Duration.ofSeconds(10),
                "its end",
                () -> ProcessTable.stat(pid).filter(ProcessTable.Stat::living).isEmpty());
    }

    @Test
    void aProgramThatIsClosedToItsUserIsSaidToBe() throws Exception {
        Path closed = Files.createDirectory(outside.resolve("closed"));
        Path program = Files.copy(Path.of("/bin/true"), closed.resolve("program"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        host.agent("this-boot");
        TestingCaller caller = host.caller();

        caller.apply(1, true, TestingHost.withArgv(TestingHost.order("alpha", 1, 0), program.toString()));

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("reason").asText()).isEqualTo("LAUNCH_FAILED");
        assertThat(status.path("detail").asText()).contains("run as nobody, to whom " + closed + " is closed");
    }

    private List<String> lines(TestingCaller caller, String server) throws Exception {
        caller.await(server, "to end", status -> status.path("ended").asBoolean());
        return Files.readAllLines(host.directory.resolve("logs/servers/" + server + "-0.log"));
    }
}
