package org.mcpcoordinator.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.cli.terminal.Printer;
import org.mcpcoordinator.cli.terminal.Refusal;

/** Nothing is built where these nodes would get it from, so whichever is replaced does not come back. */
class TurnsTest {
    private static final UpNode ONE = new UpNode(1, 9481, 1, 2, 3, 7600);
    private static final UpNode TWO = new UpNode(2, 9482, 4, 5, 6, 7601);
    private static final UpNode THREE = new UpNode(3, 9483, 7, 8, 9, 7602);
    private static final UpFile FILE = new UpFile(9481, 1, 5480, 2, 3, 3100, "/jdk", List.of(ONE, TWO, THREE));

    @TempDir
    Path temporary;

    private final Desk desk = new Desk();
    private final Map<UpNode, Process> processes = new HashMap<>();
    private DataFolder folder;
    private Turns turns;

    @BeforeEach
    void aFolder() {
        folder = new DataFolder(temporary.resolve("data")).make();
        Printer printer = new Printer(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        turns = new Turns(folder, new Installation(temporary.resolve("nothing")), printer);
    }

    @AfterEach
    void end() {
        processes.values().forEach(Process::destroyForcibly);
    }

    @Test
    void aNodeWhoseReplacingWasBrokenOffIsTakenBack() throws IOException {
        runs(ONE, "DRAINING");
        runs(TWO, "UP");
        folder.turn(1).raise();

        turns.replace(start(), List.of());

        assertThat(desk.told).containsExactly("undrain node-1 at " + ONE.url());
        assertThat(folder.turn(1).stands()).isFalse();
    }

    @Test
    void aNodeThatSomebodyDrainedStaysDrained() throws IOException {
        runs(ONE, "DRAINING");
        runs(TWO, "UP");

        turns.replace(start(), List.of());
        assertThat(desk.told).isEmpty();
        assertThatThrownBy(() -> turns.replace(start(), List.of(ONE))).isInstanceOf(Refusal.class);
        assertThat(folder.turn(1).stands()).as("nobody takes it back later").isFalse();
    }

    @Test
    void aNodeThatDoesNotRunHasTheFirstTurnAndSaysThatItIsDrainedForIt() throws IOException {
        runs(ONE, "UP");
        desk.states.put(TWO, "DEAD");

        assertThatThrownBy(() -> turns.replace(start(), List.of(ONE, TWO)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("node-2 did not come back");

        assertThat(desk.told).containsExactly("drain node-2 at " + ONE.url());
        assertThat(folder.turn(2).stands()).isTrue();
        assertThat(folder.turn(1).stands()).isFalse();
        assertThat(processes.get(ONE).isAlive()).isTrue();
    }

    @Test
    void aNodeThatAnswersWellIsAskedBeforeOneThatOnlyRuns() throws IOException {
        runs(ONE, "UP");
        runs(TWO, "UP");
        runs(THREE, "UP");
        desk.unwell.add(ONE.url());

        turns.drain(FILE, THREE, desk);

        assertThat(desk.told).containsExactly("drain node-3 at " + TWO.url());
    }

    @Test
    void aNodeThatIsAloneIsAskedItself() throws IOException {
        runs(ONE, "DRAINING");

        turns.undrain(FILE, ONE, desk);

        assertThat(desk.told).containsExactly("undrain node-1 at " + ONE.url());
    }

    @Test
    void anAnswerThatIsRefusedOnceIsAskedForAgain() throws IOException {
        runs(ONE, "UP");
        runs(TWO, "UP");
        desk.refusals.add(Refusal.failed("not now"));
        turns.takesPart(FILE, TWO, desk);

        desk.states.put(TWO, "LEFT");
        desk.refusals.add(Refusal.failed("not now"));
        turns.forget(FILE, TWO, desk);

        assertThat(desk.refusals).isEmpty();
        assertThat(desk.told).containsExactly("forget node-2 at " + ONE.url());
    }

    private Nodes.Start start() {
        return Nodes.Start.of(folder, FILE, "", desk);
    }

    private void runs(UpNode node, String state) throws IOException {
        Process process = new ProcessBuilder("sleep", "600").start();
        processes.put(node, process);
        desk.states.put(node, state);
        ProcessMark.of(process.pid())
                .orElseThrow()
                .write(folder.mark(node.number() == 1 ? "wildfly" : "wildfly-" + node.number()));
    }

    /** Nodes that do at once what they are told. */
    private final class Desk implements NodeDesk {
        private final Map<UpNode, String> states = new HashMap<>();
        private final List<String> unwell = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private final Deque<Refusal> refusals = new ArrayDeque<>();

        @Override
        public boolean ready(String url) {
            return true;
        }

        @Override
        public boolean well(String url) {
            return !unwell.contains(url);
        }

        @Override
        public long callsUnderWay(String url) {
            return 0;
        }

        @Override
        public List<Seen> nodes(String url) {
            if (!refusals.isEmpty()) {
                throw refusals.remove();
            }
            return states.keySet().stream()
                    .map(node -> new Seen(node.name(), states.getOrDefault(node, ""), pid(node), "1 a"))
                    .toList();
        }

        private long pid(UpNode node) {
            Process process = processes.get(node);
            return process == null ? 0 : process.pid();
        }

        @Override
        public void drain(String url, String name) {
            told.add("drain " + name + " at " + url);
        }

        @Override
        public void undrain(String url, String name) {
            told.add("undrain " + name + " at " + url);
        }

        @Override
        public void forget(String url, String name) {
            told.add("forget " + name + " at " + url);
        }
    }
}
