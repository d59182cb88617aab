package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.mcpcoordinator.host.bridge.TestingChild;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Confines;
import org.mcpcoordinator.host.confine.Limits;
import org.mcpcoordinator.host.confine.Network;

/** Real programs that try to reach what their definition lets them, and what it does not. */
class NetworkTest {
    private static final boolean REQUIRED = Boolean.parseBoolean(System.getenv("COORDINATOR_REQUIRE_ALL"));
    private static final String BOOT = "this-boot";

    /**
     * Says on stderr what it reaches, then waits for the end of its input. Arguments: a port of the host's loopback, and the
     * process into whose network it tries to go, or {@code bomb} to start itself again and again.
     */
    private static final String REACHING = """
            #define _GNU_SOURCE
            #include <arpa/inet.h>
            #include <errno.h>
            #include <fcntl.h>
            #include <sched.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/socket.h>
            #include <sys/time.h>
            #include <unistd.h>
            static void said(const char *what, int result) {
                fprintf(stderr, "%s: %s\\n", what, result ? strerror(errno) : "reached");
            }
            static int reach(int family, int type, const char *address, int port) {
                struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
                struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
                inet_pton(AF_INET, address, &four.sin_addr);
                inet_pton(AF_INET6, address, &six.sin6_addr);
                struct timeval bound = { .tv_sec = 2 };
                int s = socket(family, type, 0);
                setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound);
                int result = family == AF_INET ? connect(s, (void *) &four, sizeof four) : connect(s, (void *) &six, sizeof six);
                int why = errno;
                close(s);
                errno = why;
                return result;
            }
            static int own() {
                struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
                socklen_t size = sizeof at;
                int s = socket(AF_INET, SOCK_STREAM, 0);
                if (bind(s, (void *) &at, sizeof at) || listen(s, 1) || getsockname(s, (void *) &at, &size)) return -1;
                return reach(AF_INET, SOCK_STREAM, "127.0.0.1", ntohs(at.sin_port));
            }
            static int leave(const char *pid) {
                char path[64];
                snprintf(path, sizeof path, "/proc/%s/ns/net", pid);
                int outside = open(path, O_RDONLY);
                return outside < 0 ? -1 : setns(outside, CLONE_NEWNET);
            }
            int main(int count, char **words) {
                if (strcmp(words[2], "bomb") == 0) for (;;) fork();
                said("leave", leave(words[2]));
                said("loopback", reach(AF_INET, SOCK_STREAM, "127.0.0.1", atoi(words[1])));
                said("loopback6", reach(AF_INET6, SOCK_STREAM, "::1", 9));
                said("abroad", reach(AF_INET, SOCK_DGRAM, "192.0.2.1", 9));
                said("abroad6", reach(AF_INET6, SOCK_DGRAM, "2001:db8::1", 9));
                said("own", own());
                fprintf(stderr, "done\\n");
                char byte;
                while (read(0, &byte, 1) > 0) {}
                return 0;
            }
            """;

    @TempDir
    static Path folder;

    private static Path reaching = Path.of("none");

    private TestingHost host;
    private ServerSocket listener;

    @BeforeAll
    static void compile() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path source = Files.writeString(folder.resolve("reaching.c"), REACHING);
        reaching = folder.resolve("reaching");
        Process compiler = Program.tool("cc").isEmpty()
                ? null
                : new ProcessBuilder("cc", "-o", reaching.toString(), source.toString())
                        .inheritIO()
                        .start();
        boolean compiled = compiler != null && compiler.waitFor() == 0;
        boolean enforced = Confines.find(null, CleanEnvironment.path()).enforces(Network.LOOPBACK);
        if (REQUIRED) {
            assertThat(compiled).as("a C compiler").isTrue();
            assertThat(enforced).as("networks of programs' own, and ip").isTrue();
        }
        assumeTrue(compiled && enforced, "no C compiler, or no networks of programs' own here");
    }

    @BeforeEach
    void open() throws Exception {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        host = new TestingHost();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
        listener.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachReachesWhatItsDefinitionLetsItAndItsNeighbourIsNotTouched(boolean another) throws Exception {
        if (another) {
            asAnotherUser();
        }
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        caller.apply(
                1,
                true,
                reaching("alpha", "none"),
                reaching("beta", "any"),
                reaching("gamma", "loopback"),
                reaching("delta", "loopback"));

        assertThat(said("alpha"))
                .contains(
                        "loopback: Network is unreachable",
                        "abroad: Network is unreachable",
                        "own: Network is unreachable")
                .noneMatch(line -> line.endsWith("reached"));
        assertThat(said("beta")).contains("loopback: reached", "own: reached");
        for (String each : List.of("gamma", "delta")) {
            assertThat(said(each))
                    .contains("own: reached", "loopback: Connection refused", "abroad: Network is unreachable")
                    .noneMatch(line -> line.startsWith("abroad6") && line.endsWith("reached"));
        }
        assertThat(List.of(network("alpha"), network("beta"), network("gamma"), network("delta")))
                .doesNotHaveDuplicates()
                .contains(network(ProcessHandle.current().pid()));
        stop(caller);
        assertThat(keepers()).isEmpty();
    }

    @Test
    void rootsOwnProgramsCannotGoBackIntoTheNetworkOfTheirHost() throws Exception {
        assumeTrue(Account.isRoot(), "only root's programs could try");
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        caller.apply(1, true, reaching("alpha", "none"), reaching("beta", "any"), reaching("gamma", "loopback"));

        assertThat(said("alpha")).contains("leave: Permission denied");
        assertThat(said("gamma")).contains("leave: Permission denied");
        assertThat(said("beta")).contains("leave: reached");
        stop(caller);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "loopback"})
    void limitsHoldInANetworkOfItsOwn(String network) throws Exception {
        asAnotherUser();
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode bomb = on(network, TestingHost.order("alpha", 1, 0), reaching.toString(), "0", "bomb");
        bomb.withObject("/launch").set("limits", Json.MAPPER.valueToTree(new Limits(64, 40, 64, 0)));

        caller.apply(1, true, reaching("beta", "none"), bomb);

        JsonNode status =
                caller.await("alpha", "to be ended", each -> each.path("ended").asBoolean());
        assertThat(status.path("reason").asText()).isEqualTo("TOO_MANY_PROCESSES");
        said("beta");
        stop(caller);
        assertThat(keepers()).isEmpty();
    }

    @Test
    void whoIsKilledIsStartedAgainAsConfinedAsBefore() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        caller.apply(1, true, speaking("alpha", "loopback"));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        awaitItsNetwork(pid);

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        long next = caller.await("alpha", "again", each -> each.path("attempt").asInt() == 2 && isRunning(each))
                .path("pid")
                .asLong();
        awaitItsNetwork(next);
        stop(caller);
        assertThat(keepers()).isEmpty();
    }

    @Test
    void theNextAgentStartsItAgainAsConfinedAsBeforeAndNothingOfTheFirstIsLeft() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        caller.apply(1, true, speaking("alpha", "none"), speaking("beta", "loopback"));
        long alpha = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        long beta = caller.awaitState("beta", State.RUNNING).path("pid").asLong();
        List<ProcessHandle> children = first.descendants().toList();
        awaitItsNetwork(alpha);
        awaitItsNetwork(beta);

        first.destroyForcibly().waitFor();
        host.process();
        TestingCaller next = host.caller();

        for (String each : List.of("alpha", "beta")) {
            JsonNode status =
                    next.await(each, "again", seen -> seen.path("attempt").asInt() == 2 && isRunning(seen));
            awaitItsNetwork(status.path("pid").asLong());
        }
        TestingCaller.until(
                Duration.ofSeconds(10),
                "the end of all that the first one started",
                () -> children.stream().noneMatch(ProcessHandle::isAlive));
        next.apply(2, true);
        next.awaitState("alpha", State.STOPPED);
        next.awaitState("beta", State.STOPPED);
    }

    @Test
    void aTrialIsConfinedLikeTheServerItWouldBe() throws Exception {
        host.agent(BOOT);
        ObjectNode order = reaching("x", "none");
        ObjectNode wish = Json.object().put("op", "trial").put("millis", 1_000);
        wish.set("launch", order.get("launch"));

        JsonNode trial = host.caller().ask(wish).path("trial");

        assertThat(trial.path("lines"))
                .extracting(JsonNode::asText)
                .contains("loopback: Network is unreachable", "abroad: Network is unreachable");
        assertThat(trial.path("gone").asBoolean()).isTrue();
    }

    /** In a namespace of users that may have no networks: like a container whose policy forbids them. */
    @Test
    void whereTheHostAllowsNoNetworksOfTheirOwnTheyAreRefusedAndTheRestRuns() throws Exception {
        host.process(
                "unshare",
                "--map-root-user",
                "sh",
                "-c",
                "echo 0 > /proc/sys/user/max_net_namespaces && exec \"$@\"",
                "sh");
        TestingCaller caller = host.caller();

        caller.apply(1, true, reaching("alpha", "none"), reaching("beta", "loopback"), reaching("gamma", "any"));

        assertThat(caller.ask("hello").path("confines").path("network").asText())
                .isEqualTo("none");
        for (String each : List.of("alpha", "beta")) {
            JsonNode status = caller.awaitState(each, State.FAILED);
            assertThat(status.path("reason").asText()).isEqualTo("NETWORK_OPEN");
            assertThat(status.path("detail").asText())
                    .contains("make no network namespace")
                    .contains("not started");
        }
        assertThat(said("gamma")).contains("loopback: reached");
        assertThat(started("gamma").server()).isEqualTo("gamma");
        assertThat(host.starts()).extracting(Start::server).containsOnly("gamma");
    }

    private void asAnotherUser() throws IOException {
        if (Account.isRoot()) {
            host.account = Account.of("nobody").orElseThrow();
            host.programs = folder.resolve("programs");
        }
    }

    private ObjectNode reaching(String server, String network) {
        String outside = Long.toString(ProcessHandle.current().pid());
        return on(
                network,
                TestingHost.order(server, 1, 0),
                reaching.toString(),
                Integer.toString(listener.getLocalPort()),
                outside);
    }

    private static ObjectNode speaking(String server, String network) {
        return on(
                network,
                TestingHost.order(server, 1, 0),
                TestingChild.argv("legacy").toArray(String[]::new));
    }

    private static ObjectNode on(String network, ObjectNode order, String... argv) {
        TestingHost.withArgv(order, argv);
        order.withObject("/launch").put("transport", "stdio").put("network", network);
        return order;
    }

    private static boolean isRunning(JsonNode status) {
        return status.path("state").asText().equals("RUNNING");
    }

    /** All it says of the network, in its log. */
    private List<String> said(String server) {
        Path log = host.directory.resolve("logs/servers/" + server + "-0.log");
        List<String> lines = new ArrayList<>();
        TestingCaller.until(Duration.ofSeconds(20), server + " to have tried all", () -> {
            try {
                lines.clear();
                lines.addAll(Files.exists(log) ? Files.readAllLines(log) : List.of());
                return lines.contains("done");
            } catch (IOException unreadable) {
                return false;
            }
        });
        return lines;
    }

    private String network(String server) {
        return network(started(server).pid());
    }

    /** A program may be done before its agent has written down that it has started. */
    private Start started(String server) {
        List<Start> found = new ArrayList<>();
        TestingCaller.until(Duration.ofSeconds(20), "the start of " + server + " to be written down", () -> {
            try {
                host.starts().stream()
                        .filter(start -> start.server().equals(server))
                        .forEach(found::add);
                return !found.isEmpty();
            } catch (IOException unreadable) {
                return false;
            }
        });
        return found.get(0);
    }

    /** What leads into the network is still itself for a moment before it becomes the program. */
    private static void awaitItsNetwork(long pid) throws Exception {
        TestingCaller.until(
                Duration.ofSeconds(10),
                "its network",
                () -> network(pid).startsWith("net:") && !network(pid).equals(ours()));
    }

    private static String network(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net")).toString();
        } catch (IOException gone) {
            return "gone";
        }
    }

    private static String ours() {
        return network(ProcessHandle.current().pid());
    }

    /** Processes of ours that keep a network for a program that is to come in. */
    private static List<ProcessHandle> keepers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .command()
                        .filter(path -> path.endsWith("/ip"))
                        .isPresent())
                .toList();
    }

    private void stop(TestingCaller caller) throws Exception {
        caller.apply(1, true);
        List<Start> starts = host.starts();
        TestingCaller.until(
                Duration.ofSeconds(20),
                "all to be gone",
                () -> starts.stream().noneMatch(start -> start.process().alive(BOOT))
                        && keepers().isEmpty());
    }
}
