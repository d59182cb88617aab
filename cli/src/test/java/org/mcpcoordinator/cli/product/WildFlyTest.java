package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.terminal.ExitCode;
import org.mcpcoordinator.cli.terminal.Refusal;

/** WildFly is played by {@code sleep}: only its process and its files matter here. */
class WildFlyTest {
    @TempDir
    Path temporary;

    private DataFolder folder;
    private WildFly wildfly;

    @BeforeEach
    void aFolder() {
        folder = new DataFolder(temporary.resolve("data")).make();
        wildfly = new WildFly(folder, 1);
    }

    @Test
    void aDeathWhileWaitingIsToldWithTheLogsErrorsOfThisStart() throws Exception {
        Files.writeString(wildfly.log(), "09:00 ERROR [a] of yesterday\n");
        wildfly = new WildFly(folder, 1);
        Process process = running("1");
        Files.writeString(wildfly.log(), "09:00 ERROR [a] of yesterday\n10:00 INFO fine\n10:01 ERROR [b] of today\n");
        try {
            assertThatThrownBy(() -> wildfly.awaitDeployed(Duration.ofSeconds(20), () -> true))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.FAILED))
                    .hasMessageContaining("ended while it was starting")
                    .hasMessageContaining("of today")
                    .hasMessageNotContaining("of yesterday");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aFailedDeploymentIsToldAndWildFlyRunsOn() throws Exception {
        Process process = running("60");
        Files.createDirectories(folder.node().resolve("deployments"));
        Files.writeString(folder.node().resolve("deployments/coordinator.ear.failed"), "");
        try {
            assertThatThrownBy(() -> wildfly.awaitDeployed(Duration.ofSeconds(20), () -> true))
                    .hasMessageContaining("deployment of coordinator.ear failed");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aStartWithErrorsIsRefusedAndOneWithoutIsNot() throws Exception {
        Process process = running("60");
        try {
            Files.writeString(wildfly.log(), "09:00 INFO [a] WFLYSRV0025: WildFly started\n");
            wildfly.refuseErrors(Duration.ofSeconds(20));

            wildfly = new WildFly(folder, 1);
            String told = "10:00 ERROR [b] port busy\n10:01 ERROR [c] WFLYSRV0026: WildFly started (with errors)\n";
            Files.writeString(wildfly.log(), told, StandardOpenOption.APPEND);
            assertThatThrownBy(() -> wildfly.refuseErrors(Duration.ofSeconds(20)))
                    .hasMessageContaining("started with errors")
                    .hasMessageContaining("port busy");
            assertThatThrownBy(() -> wildfly.awaitDeployed(Duration.ofSeconds(20), () -> false))
                    .as("no use in waiting for an answer")
                    .hasMessageContaining("port busy");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void onlyTheMarkedProcessIsStopped() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            ProcessMark mark = ProcessMark.of(stranger.pid()).orElseThrow();
            new ProcessMark(mark.pid(), mark.startTicks() - 5, mark.bootId()).write(folder.mark("wildfly"));
            assertThat(wildfly.isRunning()).isFalse();
            assertThat(wildfly.stop()).isFalse();
            assertThat(stranger.isAlive()).isTrue();

            mark.write(folder.mark("wildfly"));
            assertThat(wildfly.stop()).isTrue();
            assertThat(stranger.isAlive()).isFalse();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void theSameEarIsNotDeployedTwiceAndAChangedOneIs() throws Exception {
        Path ear = Files.writeString(temporary.resolve("coordinator.ear"), "one");
        Process process = running("60");
        try {
            assertThat(wildfly.deploy(ear)).isTrue();
            Path marker = Files.writeString(folder.node().resolve("deployments/coordinator.ear.deployed"), "");
            assertThat(wildfly.deploy(ear)).isFalse();
            assertThat(marker).exists();
            Files.writeString(ear, "two");
            assertThat(wildfly.deploy(ear)).isTrue();
            assertThat(marker).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void anEarThatFailedIsForgottenOnceAnotherStartTriesIt() throws Exception {
        Path ear = Files.writeString(temporary.resolve("coordinator.ear"), "one");
        wildfly.deploy(ear);
        assertThat(wildfly.lastDeploymentFailed()).isFalse();
        Files.writeString(folder.node().resolve("deployments/coordinator.ear.failed"), "");
        assertThat(wildfly.lastDeploymentFailed()).isTrue();
        wildfly.deploy(ear);
        assertThat(wildfly.lastDeploymentFailed()).isFalse();
    }

    @Test
    void nodesAreKeptApart() throws Exception {
        Process process = running("60");
        try {
            WildFly second = new WildFly(folder, 2);
            assertThat(second.isRunning()).isFalse();
            assertThat(second.log()).isEqualTo(folder.logs().resolve("node-2/server.log"));
            second.deploy(Files.writeString(temporary.resolve("coordinator.ear"), "one"));
            assertThat(folder.root().resolve("node-2/deployments/coordinator.ear"))
                    .hasContent("one");
            assertThat(folder.nodeNumbers()).containsExactly(1, 2);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process running(String seconds) throws IOException {
        Process process = new ProcessBuilder("sleep", seconds).start();
        ProcessMark.of(process.pid()).orElseThrow().write(folder.mark("wildfly"));
        return process;
    }
}
