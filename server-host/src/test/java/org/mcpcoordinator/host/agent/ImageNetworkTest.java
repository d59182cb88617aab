package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Confines;

/** Real containers that listen on a port in a network of their own: who reaches them, and whom they reach. */
class ImageNetworkTest {
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"));
    private static final String BOOT = "this-boot";
    private static final int INSIDE = 8080;

    @TempDir
    static Path folder;

    private static @Nullable TestingImage made;

    private final int port = TestingHost.freePort();
    private TestingHost host;

    ImageNetworkTest() throws IOException {}

    @BeforeAll
    static void make() throws Exception {
        boolean enforced = Confines.find(null, CleanEnvironment.path()).leadsIntoContainers();
        if (REQUIRED) {
            assertThat(enforced).as("what leads into a network, of systemd").isTrue();
        }
        assumeTrue(enforced, "nothing leads into networks of containers here");
        made = TestingImage.made(folder);
    }

    @AfterAll
    static void unmake() throws Exception {
        if (made != null) {
            made.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void itIsReachedAtItsPortAndReachesNobodyAndWhatLeadsThereHasNoRights() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        assertThat(caller.ask("hello").path("confines").path("imagePorts").asText())
                .isEqualTo("namespace");

        caller.apply(1, true, listening("alpha", "loopback"));

        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        long relay = relay().pid();
        try (ServerSocket ofTheHost = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(TestingImage.answer(port, "/reach/" + ofTheHost.getLocalPort() + "/" + relay))
                    .isEqualTo("host: Connection refused; abroad: Network is unreachable; own: reached; take: refused;"
                            + " sees: 1");
        }
        assertThat(Files.readAllLines(Path.of("/proc/" + relay + "/status")))
                .anyMatch(line -> line.matches("CapPrm:\\s+0+"))
                .anyMatch(line -> line.matches("CapBnd:\\s+0+"))
                .anyMatch(line -> line.matches("NoNewPrivs:\\s+1"))
                .noneMatch(line -> line.matches("Uid:\\s+0\\s.*"));
        assertThat(network(relay))
                .isEqualTo(network(pid))
                .isNotEqualTo(network(ProcessHandle.current().pid()));
        assertThat(Listeners.of(pid).ports()).containsExactly(INSIDE);
        assertThat(caller.ask("stats").path("processes"))
                .anyMatch(line -> line.path("pid").asLong() == pid
                        && line.path("processes").asInt() == 2);

        caller.apply(2, true);
        caller.awaitState("alpha", State.STOPPED);

        assertThat(ProcessHandle.of(relay).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(listens()).isFalse();
        awaitNoContainers();
    }

    @Test
    void whicheverOfTheTwoIsKilledBothAreStartedAgainOnTheSamePort() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, listening("alpha", "loopback"));
        caller.awaitState("alpha", State.RUNNING);
        answer(port);
        long first = relay().pid();

        try (Socket held = new Socket(InetAddress.getLoopbackAddress(), port)) {
            kill(caller.pid("alpha"));
            caller.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && runs(status));
            assertThat(held.getInputStream().read()).isEqualTo(-1);
        }
        answer(port);
        long second = relay().pid();
        assertThat(second).isNotEqualTo(first);
        kill(second);
        JsonNode ended =
                caller.await("alpha", "to end", status -> status.path("ended").asBoolean());
        assertThat(ended.path("detail").asText()).contains("what led to its port");
        caller.await("alpha", "once more", status -> status.path("attempt").asInt() == 3 && runs(status));
        answer(port);
        assertThat(TestingImage.containers(host.settings(BOOT))).hasSize(1);
        caller.apply(2, true);
        caller.awaitState("alpha", State.STOPPED);
        awaitNoContainers();
        assertThat(allGone(host.starts())).isTrue();
    }

    @Test
    void itIsReachedWhileItsAgentIsAwayAndTheNextOneKeepsOrEndsBoth() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        int other = TestingHost.freePort();
        caller.apply(
                1,
                true,
                listening("alpha", "loopback"),
                listening("beta", "loopback").put("port", other));
        long alpha = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        long beta = caller.awaitState("beta", State.RUNNING).path("pid").asLong();
        answer(port);
        List<Start> before = host.starts();

        first.destroyForcibly().waitFor();
        answer(port);
        kill(beta);
        Process second = host.process();
        TestingCaller next = host.caller();

        assertThat(next.awaitState("alpha", State.RUNNING).path("pid").asLong())
                .as("it is taken over")
                .isEqualTo(alpha);
        JsonNode again =
                next.await("beta", "again", status -> status.path("attempt").asInt() == 2 && runs(status));
        assertThat(again.path("failures").asInt()).as("its port was free").isZero();
        answer(port);
        answer(other);
        assertThat(allGone(before.stream()
                        .filter(start -> start.server().equals("beta"))
                        .toList()))
                .isTrue();

        // Their starts may have been written down by nobody.
        second.destroyForcibly().waitFor();
        List<Start> unrecorded = host.starts();
        Files.delete(host.directory.resolve("starts.log"));
        host.process();
        TestingCaller last = host.caller();
        last.awaitState("alpha", State.RUNNING);
        last.awaitState("beta", State.RUNNING);
        answer(port);
        answer(other);
        assertThat(allGone(unrecorded)).isTrue();
        assertThat(TestingImage.containers(host.settings(BOOT))).hasSize(2);
        last.apply(2, true);
        last.awaitState("alpha", State.STOPPED);
        last.awaitState("beta", State.STOPPED);
        awaitNoContainers();
        assertThat(Listeners.now().ports()).doesNotContain(port, other);
    }

    @Test
    void whoHasItsPortAlreadyIsToldAndWhoEndsAtOnceSaysSoItself() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode quitter = listening("quitter", "loopback").put("port", TestingHost.freePort());
        quitter.withObject("/launch").putArray("args").add("exit");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            caller.apply(1, true, listening("alpha", "loopback"), quitter);

            JsonNode status = caller.await(
                    "alpha", "to fail", each -> !each.path("detail").asText().isEmpty());
            assertThat(status.path("detail").asText()).contains("another program listens on port " + port);
            JsonNode ended =
                    caller.await("quitter", "to end", each -> each.path("ended").asBoolean());
            assertThat(ended.path("exitCode").asInt()).isEqualTo(3);
        }
        caller.apply(2, true);
        awaitNoContainers();
    }

    @Test
    void aTrialIsConfinedLikeTheServerItWouldBe() throws Exception {
        host.agent(BOOT);
        ObjectNode wish = Json.object().put("op", "trial").put("millis", 1_500);
        wish.set("launch", listening("x", "loopback").get("launch"));

        JsonNode trial = host.caller().ask(wish).path("trial");

        // It answers, and no MCP: who asked was led to it.
        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("REFUSED");
        assertThat(trial.path("gone").asBoolean()).isTrue();
        awaitNoContainers();
        assertThat(ProcessHandle.current()
                        .children()
                        .map(child -> child.info().command().orElse("")))
                .noneMatch(command -> command.endsWith("systemd-socket-proxyd"));
    }

    @Test
    void ofAnotherUsersContainersTheWayInIsTriedAsThatUser() {
        assumeTrue(Account.isRoot(), "only root can start programs as another user");
        Confines confines = Confines.find(Account.of("nobody").orElseThrow(), CleanEnvironment.path());

        assertThat(confines.account()).isPresent();
        assertThat(confines.leadsIntoContainers()).isTrue();
        assertThat(confines.means()).containsEntry("imagePorts", "namespace");
    }

    @Test
    void withoutALoopbackThereIsNothingToListenOn() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        caller.apply(1, true, listening("alpha", "none"));

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("reason").asText()).isEqualTo("NETWORK_OPEN");
        assertThat(status.path("detail").asText()).contains("network loopback does");
        assertThat(host.starts()).isEmpty();
    }

    private ObjectNode listening(String server, String network) {
        ObjectNode order = TestingHost.order(server, 1, port);
        order.withObject("/launch")
                .put("kind", "image")
                .put("image", made == null ? "" : made.name())
                .put("transport", "http")
                .put("containerPort", INSIDE)
                .put("network", network)
                .putArray("args")
                .add(Integer.toString(INSIDE));
        return order;
    }

    private static void answer(int port) {
        assertThat(TestingImage.answer(port, "/")).startsWith("token=");
    }

    private void awaitNoContainers() {
        TestingImage.awaitNoContainers(host.settings(BOOT));
    }

    private boolean listens() {
        return Listeners.now().ports().contains(port);
    }

    /** What leads to the one that was started last. */
    private ProcessId relay() throws IOException {
        List<Start> starts = host.starts();
        return starts.get(starts.size() - 1).relayed().orElseThrow();
    }

    private static boolean allGone(List<Start> starts) {
        return starts.stream()
                .flatMap(start -> Stream.of(start.process(), start.relayed().orElseThrow()))
                .allMatch(process -> ProcessTable.stat(process.pid())
                        .filter(stat -> stat.ticks() == process.ticks() && stat.living())
                        .isEmpty());
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    private static Path network(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net"));
    }

    private static boolean runs(JsonNode status) {
        return status.path("state").asText().equals("RUNNING");
    }
}
