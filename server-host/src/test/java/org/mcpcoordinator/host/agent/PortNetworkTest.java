package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Confines;
import org.mcpcoordinator.host.confine.Network;

/** Real programs that listen on a port in a network of their own: who reaches them, and whom they reach. */
class PortNetworkTest {
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"));
    private static final String BOOT = "this-boot";

    /**
     * Listens, and tells each caller what it reaches from there. Arguments: its port, and one of the host's. A caller sends the
     * number of a process, whose socket number 3 it tries to take.
     */
    private static final String LISTENING = """
            #include <arpa/inet.h>
            #include <errno.h>
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/ptrace.h>
            #include <sys/socket.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            static int reach(int type, const char *address, int port) {
                struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
                inet_pton(AF_INET, address, &to.sin_addr);
                int s = socket(AF_INET, type, 0);
                int result = connect(s, (void *) &to, sizeof to);
                int why = errno;
                close(s);
                errno = why;
                return result;
            }
            static int take(int pid) {
                int process = syscall(434, pid, 0);
                return process < 0 ? -1 : syscall(438, process, 3, 0);
            }
            int main(int count, char **words) {
                int own = atoi(words[1]);
                struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(own) };
                int one = 1, s = socket(AF_INET, SOCK_STREAM, 0);
                setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
                inet_pton(AF_INET, "0.0.0.0", &at.sin_addr);
                if (bind(s, (void *) &at, sizeof at) || listen(s, 9)) { perror("listening"); return 1; }
                for (;;) {
                    char text[64] = "";
                    int call = accept(s, 0, 0);
                    if (read(call, text, 63) > 0) {
                        FILE *out = fdopen(call, "w");
            #define SAID(what, result) fprintf(out, "%s: %s\\n", what, (result) < 0 ? strerror(errno) : "reached")
                        SAID("host", reach(SOCK_STREAM, "127.0.0.1", atoi(words[2])));
                        SAID("abroad", reach(SOCK_DGRAM, "192.0.2.1", 9));
                        SAID("own", reach(SOCK_STREAM, "127.0.0.1", own));
                        SAID("take", take(atoi(text)));
                        SAID("trace", ptrace(PTRACE_SEIZE, atoi(text), 0, 0));
                        fprintf(out, "done\\n");
                        fclose(out);
                    } else close(call);
                }
            }
            """;

    @TempDir
    static Path folder;

    private static Path listening = Path.of("none");

    private final int port = TestingHost.freePort();
    private TestingHost host;
    private ServerSocket ofTheHost;

    PortNetworkTest() throws IOException {}

    @BeforeAll
    static void compile() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path source = Files.writeString(folder.resolve("listening.c"), LISTENING);
        listening = folder.resolve("listening");
        Process compiler = Program.tool("cc").isEmpty()
                ? null
                : new ProcessBuilder("cc", "-o", listening.toString(), source.toString())
                        .inheritIO()
                        .start();
        boolean compiled = compiler != null && compiler.waitFor() == 0;
        boolean enforced = Confines.find(null, CleanEnvironment.path()).enforcesOnPort(Network.LOOPBACK);
        if (REQUIRED) {
            assertThat(compiled).as("a C compiler").isTrue();
            assertThat(enforced).as("what leads into a network, of systemd").isTrue();
        }
        assumeTrue(compiled && enforced, "no C compiler, or nothing that leads into a network of a program's own");
    }

    @BeforeEach
    void open() throws Exception {
        ofTheHost = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        host = new TestingHost();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
        ofTheHost.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsReachedAtItsPortAndReachesNobodyButItself(boolean another) throws Exception {
        if (another && Account.isRoot()) {
            host.account = Account.of("nobody").orElseThrow();
            host.programs = folder.resolve("programs");
        }
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int open = TestingHost.freePort();

        // Both listen on all addresses: of the one in a network of its own that is no harm.
        caller.apply(
                1,
                true,
                listening("alpha", port, "loopback"),
                listening("beta", open, "any").put("exposed", true));

        caller.awaitState("alpha", State.RUNNING);
        long relay = relay().pid();
        assertThat(asked(port, relay))
                .startsWith("host: Connection refused", "abroad: Network is unreachable", "own: reached")
                .contains("take: Operation not permitted", "trace: Operation not permitted", "done");
        assertThat(asked(open, relay)).contains("host: reached");
        JsonNode costs = caller.ask("stats").path("processes");
        assertThat(costs)
                .filteredOn(line -> line.path("name").asText().startsWith("alpha"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("processes").asInt()).isEqualTo(2));
        TestingCaller.until(Duration.ofSeconds(10), "the end of who made its network", () -> noKeepers());
        caller.apply(1, true);
        caller.awaitState("alpha", State.STOPPED);
        assertThat(ProcessHandle.of(relay).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(listens(port)).isFalse();
    }

    @Test
    void whatListensBeforeTheProgramDoesIsNotTakenForIt() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode deaf = on(TestingHost.order("alpha", 1, port), "loopback", "/bin/sleep", "60");

        caller.apply(1, true, deaf);

        caller.awaitState("alpha", State.RUNNING);
        assertThat(listens(port)).isTrue();
        assertThat(Listeners.of(caller.pid("alpha")).ports()).isEmpty();
        assertThat(Listeners.of(ProcessHandle.current().pid()).ports())
                .as("of who has no network of its own yet")
                .isEmpty();
        caller.apply(1, true);
        caller.awaitState("alpha", State.STOPPED);
        assertThat(listens(port)).isFalse();
    }

    @Test
    void whicheverOfTheTwoIsKilledBothAreStartedAgainOnTheSamePort() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, listening("alpha", port, "loopback"));
        caller.awaitState("alpha", State.RUNNING);
        assertThat(asked(port, 1)).contains("done");
        assertThat(Listeners.of(caller.pid("alpha")).ports()).containsExactly(port);
        long first = relay().pid();

        try (Socket held = new Socket(InetAddress.getLoopbackAddress(), port)) {
            ProcessHandle.of(caller.pid("alpha")).orElseThrow().destroyForcibly();
            caller.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && runs(status));
            assertThat(held.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(asked(port, 1)).contains("own: reached", "host: Connection refused");
        long second = relay().pid();
        assertThat(second).isNotEqualTo(first);
        ProcessHandle.of(second).orElseThrow().destroyForcibly();
        JsonNode ended =
                caller.await("alpha", "to end", status -> status.path("ended").asBoolean());
        assertThat(ended.path("detail").asText()).contains("what led to its port");
        caller.await("alpha", "once more", status -> status.path("attempt").asInt() == 3 && runs(status));
        assertThat(asked(port, 1)).contains("done");
    }

    @Test
    void itIsReachedWhileItsAgentIsAwayAndTheNextOneEndsBoth() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        int other = TestingHost.freePort();
        caller.apply(1, true, listening("alpha", port, "loopback"), listening("beta", other, "loopback"));
        caller.awaitState("alpha", State.RUNNING);
        caller.awaitState("beta", State.RUNNING);
        long alpha = caller.pid("alpha");
        long beta = caller.pid("beta");
        List<Start> starts = host.starts();

        first.destroyForcibly().waitFor();
        assertThat(asked(port, 1)).contains("done");
        ProcessHandle.of(beta).orElseThrow().destroyForcibly();
        host.process();
        TestingCaller next = host.caller();

        next.awaitState("alpha", State.RUNNING);
        assertThat(next.pid("alpha")).isEqualTo(alpha);
        JsonNode again =
                next.await("beta", "again", status -> status.path("attempt").asInt() == 2 && runs(status));
        assertThat(again.path("failures").asInt()).as("its port was free").isZero();
        assertThat(asked(port, 1)).contains("done", "abroad: Network is unreachable");
        assertThat(asked(other, 1)).contains("done", "abroad: Network is unreachable");
        next.apply(2, true);
        next.awaitState("alpha", State.STOPPED);
        next.awaitState("beta", State.STOPPED);
        assertThat(starts)
                .allSatisfy(start ->
                        assertThat(alive(start.relayed().orElseThrow())).isFalse());
        assertThat(listens(port) || listens(other)).isFalse();
    }

    @Test
    void aTrialIsConfinedLikeTheServerItWouldBeAndItsPortIsFreeAfterIt() throws Exception {
        host.agent(BOOT);
        ObjectNode wish = Json.object().put("op", "trial").put("millis", 1_500);
        wish.set("launch", listening("x", 0, "loopback").get("launch"));

        JsonNode trial = host.caller().ask(wish).path("trial");

        // It answers, and no HTTP: who asked was led to it.
        assertThat(trial.path("state").asText()).isNotEqualTo("FAILED");
        assertThat(trial.path("gone").asBoolean()).isTrue();
        assertThat(ProcessHandle.current()
                        .children()
                        .map(child -> child.info().command().orElse("")))
                .noneMatch(command -> command.endsWith("systemd-socket-proxyd") || command.endsWith("/ip"));
    }

    @Test
    void withoutALoopbackThereIsNothingToListenOn() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        caller.apply(1, true, listening("alpha", port, "none"));

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("reason").asText()).isEqualTo("NETWORK_OPEN");
        assertThat(status.path("detail").asText()).contains("network loopback does");
        assertThat(host.starts()).isEmpty();
    }

    private ObjectNode listening(String server, int at, String network) {
        return on(
                TestingHost.order(server, 1, at),
                network,
                listening.toString(),
                "${port}",
                Integer.toString(ofTheHost.getLocalPort()));
    }

    private static ObjectNode on(ObjectNode order, String network, String... argv) {
        TestingHost.withArgv(order, argv);
        order.withObject("/launch").put("network", network);
        return order;
    }

    private static boolean runs(JsonNode status) {
        return status.path("state").asText().equals("RUNNING");
    }

    /** What leads to the one that was started last. */
    private ProcessId relay() throws IOException {
        List<Start> led = host.starts().stream()
                .filter(start -> start.relayed().isPresent())
                .toList();
        return led.get(led.size() - 1).relayed().orElseThrow();
    }

    private static boolean alive(ProcessId process) {
        return ProcessTable.stat(process.pid())
                .filter(stat -> stat.ticks() == process.ticks() && stat.living())
                .isPresent();
    }

    private static boolean listens(int port) {
        return Listeners.now().ports().contains(port);
    }

    /** The relay keeps the network, and nobody beside it. */
    private static boolean noKeepers() {
        return ProcessHandle.current()
                .children()
                .map(child -> child.info().command().orElse(""))
                .noneMatch(command -> command.endsWith("/ip"));
    }

    /** What the program says it reaches, as soon as it listens. */
    private static List<String> asked(int port, long pid) {
        List<String> lines = new ArrayList<>();
        TestingCaller.until(Duration.ofSeconds(20), "an answer at port " + port, () -> {
            try {
                lines.addAll(answer(port, pid));
            } catch (IOException | UncheckedIOException notYet) {
                lines.clear();
            }
            return lines.contains("done");
        });
        return lines;
    }

    private static List<String> answer(int port, long pid) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((pid + "\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        }
    }
}
