package org.mcpcoordinator.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.cli.doctor.Facts.Jdk;
import org.mcpcoordinator.cli.doctor.Facts.Range;
import org.mcpcoordinator.cli.doctor.Finding.Level;
import org.mcpcoordinator.cli.product.AgentState;

class ChecksTest {
    private static final long GIB = 1L << 30;

    /** A machine with nothing to complain about, changed by each test in one place. */
    private static final class Machine {
        private String system = "Linux";
        private String architecture = "amd64";
        private boolean wsl;
        private int cores = 8;
        private long memory = 64 * GIB;
        private long available = 40 * GIB;
        private long disk = 100 * GIB;
        private int jdk = 25;
        private Optional<String> maven = Optional.of("/usr/bin/mvn");
        private long openFiles = 20_000;
        private long processes = 32_768;
        private Range ephemeral = new Range(32_768, 60_999);
        private NavigableSet<Integer> strangers = new TreeSet<>();
        private Optional<String> holder = Optional.empty();
        private boolean root;
        private boolean namespaces = true;
        private AgentState agent = AgentState.RUNS;
        private int socketPath = 60;

        Finding finding(String subject) {
            Facts facts = new Facts(
                    system,
                    architecture,
                    wsl,
                    cores,
                    memory,
                    available,
                    disk,
                    List.of(new Jdk("/jdk", jdk)),
                    new Jdk("/jdk", jdk),
                    maven,
                    openFiles,
                    processes,
                    4_194_304,
                    ephemeral,
                    new Range(3100, 4199),
                    strangers,
                    holder,
                    true,
                    root,
                    namespaces,
                    agent,
                    socketPath);
            return Checks.of(facts).stream()
                    .filter(finding -> finding.subject().equals(subject))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aLargeLinuxHasNothingButTheNoteThatAllRunsAsOneUser() {
        Machine machine = new Machine();
        assertThat(List.of("platform", "JDK", "Maven", "memory", "cores", "disk", "open files", "processes", "ports"))
                .allSatisfy(subject ->
                        assertThat(machine.finding(subject).level()).as(subject).isEqualTo(Level.OK));
        assertThat(machine.finding("user").said()).contains("same user, no isolation");
    }

    @Test
    void everyComplaintSaysWhatToDo() {
        Machine machine = new Machine();
        machine.openFiles = 1024;
        assertThat(machine.finding("open files")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.processes = 1000;
        assertThat(machine.finding("processes")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.memory = GIB;
        assertThat(machine.finding("memory")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.disk = GIB;
        assertThat(machine.finding("disk")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.socketPath = 120;
        assertThat(machine.finding("data folder")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.agent = AgentState.INSIDE_UNIT;
        assertThat(machine.finding("host agent")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.agent = AgentState.MISSING;
        assertThat(machine.finding("host agent")).satisfies(ChecksTest::isProblemWithAdvice);
    }

    @Test
    void outgoingPortsThatReachIntoTheLayoutAreAProblem() {
        Machine machine = new Machine();
        machine.ephemeral = new Range(1024, 60_999);
        assertThat(machine.finding("port ranges")).satisfies(ChecksTest::isProblemWithAdvice);
        machine.ephemeral = new Range(4200, 60_999);
        assertThat(machine.finding("port ranges").level()).isEqualTo(Level.OK);
    }

    @Test
    void aStrangersListenerIsANoteBecauseNothingFails() {
        Machine machine = new Machine();
        machine.strangers = new TreeSet<>(List.of(3306));
        assertThat(machine.finding("ports").level()).isEqualTo(Level.NOTE);
        assertThat(machine.finding("ports").said()).isEqualTo("somebody else listens on 3306");

        IntStream.range(3400, 3500).forEach(machine.strangers::add);
        machine.holder = Optional.of("mysqld (process 812)");
        assertThat(machine.finding("ports").said())
                .isEqualTo(
                        "somebody else listens on 3306, 3400-3499 (100 ports); 3306 is held by mysqld (process 812)");
    }

    @Test
    void rootWithoutUserNamespacesCannotRunPostgreSql() {
        Machine machine = new Machine();
        machine.root = true;
        machine.namespaces = false;
        assertThat(machine.finding("user")).satisfies(ChecksTest::isProblemWithAdvice);
    }

    @Test
    void otherSystemsAreBestEffort() {
        Machine mac = new Machine();
        mac.system = "Mac OS X";
        mac.architecture = "aarch64";
        assertThat(mac.finding("platform").advice()).contains("best effort");
        Machine windows = new Machine();
        windows.wsl = true;
        assertThat(windows.finding("platform").advice()).contains("WSL2");
        Machine small = new Machine();
        small.cores = 2;
        small.memory = 16 * GIB;
        small.maven = Optional.empty();
        small.jdk = 17;
        small.available = 3 * GIB;
        assertThat(List.of("cores", "memory", "Maven", "JDK"))
                .allSatisfy(subject ->
                        assertThat(small.finding(subject).level()).as(subject).isEqualTo(Level.NOTE));
    }

    @Test
    void linesOfTheKernelAreRead() {
        assertThat(ThisMachine.limitOf(
                        "Max open files            20000                20000                files", "Max open files"))
                .isEqualTo(20_000);
        assertThat(ThisMachine.limitOf(
                        "Max processes             unlimited            unlimited            processes",
                        "Max processes"))
                .isZero();
        assertThat(ThisMachine.listener(
                        "   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1"))
                .isEqualTo(3306);
        assertThat(ThisMachine.listener(
                        "   0: 0100007F:0CEA 0100007F:1234 01 00000000:00000000 00:00000000 00000000 0 0 1 1"))
                .isNull();
    }

    private static void isProblemWithAdvice(Finding finding) {
        assertThat(finding.level()).as(finding.subject()).isEqualTo(Level.PROBLEM);
        assertThat(finding.advice()).as(finding.subject()).isNotBlank();
    }
}
