package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.host.bridge.Bridge;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.confine.Limits;

/** Real containers, of an image that is made here. */
class ImagesTest {
    private static final String BOOT = "this-boot";
    private static final String SECRET = "not to be seen\nby anybody";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path folder;

    private static @Nullable TestingImage made;

    private TestingHost host;
    private String image;

    @BeforeAll
    static void make() throws Exception {
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
        image = made == null ? "" : made.name();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void anImageServesOnLoopbackOnlyWithNoRightsAndItsSecretIsNowhere() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        ObjectNode order = serving("alpha", 1, port);
        order.withObject("/launch").set("limits", Json.MAPPER.valueToTree(new Limits(64, 20, 512, 0)));

        caller.apply(1, true, order);

        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        assertThat(answer(port)).isEqualTo("token=" + SECRET + " open=-1");
        assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/status")))
                .anyMatch(line -> line.matches("CapEff:\\s+0+"))
                .anyMatch(line -> line.matches("CapBnd:\\s+0+"))
                .anyMatch(line -> line.matches("NoNewPrivs:\\s+1"));
        assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/limits")))
                .anyMatch(line -> line.matches("Max open files\\s+512\\s+512.*"));
        assertThat(log("alpha")).anyMatch(line -> line.startsWith("up; plain as it is;"));
        assertThat(listensElsewhere(port)).isFalse();
        assertThat(words()).noneMatch(line -> line.contains("not to be seen"));
        assertThat(caller.ask("hello").path("confines").path("images").asText()).startsWith("podman ");
        JsonNode measured = caller.ask("stats").path("processes");
        assertThat(measured)
                .anyMatch(item -> item.path("pid").asLong() == pid
                        && item.path("pssKb").asLong() > 0
                        && item.path("pssKb").asLong() < 4096);

        stop(caller, "alpha");

        assertThat(ProcessTable.stat(pid).filter(ProcessTable.Stat::living)).isEmpty();
        awaitNoContainers();
    }

    @Test
    void theNextAgentFindsItsContainerAgainAndWhatEndsIsStartedAgain() throws Exception {
        Process first = host.process();
        TestingCaller caller = host.caller();
        int port = TestingHost.freePort();
        caller.apply(1, true, serving("alpha", 1, port));
        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        answer(port);

        first.destroyForcibly().waitFor();
        answer(port);
        host.process();
        TestingCaller next = host.caller();

        assertThat(next.awaitState("alpha", State.RUNNING).path("pid").asLong()).isEqualTo(pid);
        assertThat(host.starts())
                .singleElement()
                .satisfies(start -> assertThat(start.container()).hasSize(64));

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        next.apply(1, true, serving("alpha", 1, port));
        next.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && runs(status));
        assertThat(answer(port)).startsWith("token=");
        assertThat(containers()).hasSize(1);

        stop(next, "alpha");
        awaitNoContainers();
    }

    @Test
    void whoEndsAtOnceOrTakesTooMuchIsSaidToHaveDoneSo() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode eater = order("eater", 1, TestingHost.freePort(), "eat");
        eater.withObject("/launch").set("limits", Json.MAPPER.valueToTree(new Limits(64, 20, 512, 0)));

        caller.apply(1, true, order("quitter", 1, TestingHost.freePort(), "exit"), eater);

        JsonNode quitter = caller.await("quitter", "to end", status -> ended(status));
        assertThat(quitter.path("reason").asText()).isEqualTo("EXITED");
        assertThat(quitter.path("exitCode").asInt()).isEqualTo(3);
        JsonNode ate = caller.await("eater", "to end", status -> ended(status));
        assertThat(ate.path("detail").asText()).contains("limits.memory allows").contains("64 MB");
        assertThat(ate.path("reason").asText()).isIn("OUT_OF_MEMORY", "EXITED");
        caller.apply(2, true);
        awaitNoContainers();
    }

    @Test
    void anImageAtPipesIsCalledThroughTheBridgeAndEndsWithTheAgent() throws Exception {
        Process agent = host.process();
        TestingCaller caller = host.caller();

        caller.apply(1, true, piped("alpha", "none"), piped("beta", "any"));

        long pid = caller.awaitState("alpha", State.RUNNING).path("pid").asLong();
        caller.awaitState("beta", State.RUNNING);
        JsonNode bridge = caller.ask("hello").path("bridge");
        assertThat(call(bridge, "alpha")).contains("boxed");
        assertThat(call(bridge, "beta")).contains("boxed");
        TestingCaller.until(
                Duration.ofSeconds(5),
                "what they say",
                () -> !log("alpha").isEmpty() && !log("beta").isEmpty());
        assertThat(log("alpha")).contains("up; plain (null); abroad Network is unreachable");
        assertThat(log("beta")).contains("up; plain (null); abroad reached");

        agent.destroyForcibly().waitFor();

        TestingCaller.until(
                Duration.ofSeconds(10),
                "its end",
                () -> ProcessTable.stat(pid).filter(ProcessTable.Stat::living).isEmpty());
        host.process();
        TestingCaller next = host.caller();
        next.await("alpha", "again", status -> status.path("attempt").asInt() == 2 && runs(status));
        stop(next, "alpha", "beta");
        awaitNoContainers();
    }

    @Test
    void anImageIsTriedLikeTheServerItWouldBe() throws Exception {
        host.agent(BOOT);
        ObjectNode wish = Json.object().put("op", "trial").put("millis", 5_000);
        wish.set("launch", piped("x", "none").get("launch"));

        JsonNode trial = host.caller().ask(wish).path("trial");

        assertThat(trial.path("state").asText()).as(trial.toString()).isEqualTo("ANSWERED");
        assertThat(trial.path("gone").asBoolean()).isTrue();
        awaitNoContainers();
    }

    @Test
    void whatIsNotThereOrNotFixedIsSaidToBe() throws Exception {
        host.agent(BOOT);
        TestingCaller caller = host.caller();
        ObjectNode missing = serving("missing", 1, TestingHost.freePort());
        missing.withObject("/launch").put("image", "127.0.0.1:1/none@sha256:" + "0".repeat(64));
        ObjectNode moving = serving("moving", 1, TestingHost.freePort());
        moving.withObject("/launch").put("image", image.replaceFirst("@.*", ":1"));
        ObjectNode steering = serving("steering", 1, TestingHost.freePort());
        steering.withObject("/launch/env").put("LD_PRELOAD", "${secret:token}");

        assertThat(caller.apply(1, true, moving).toString()).contains("NAME@sha256");
        caller.apply(1, true, missing, steering);

        JsonNode status = caller.await(
                "missing", "to fail", each -> !each.path("detail").asText().isEmpty());
        assertThat(status.path("detail").asText()).contains("podman pull: ");
        assertThat(caller.awaitState("steering", State.FAILED).path("detail").asText())
                .contains("would steer the container engine");
    }

    @Test
    void whereProgramsRunAsAnotherUserThatUsersEngineIsMeant() throws Exception {
        assumeTrue(Account.isRoot(), "only root can start programs as another user");
        host.account = Account.of("nobody").orElseThrow();
        host.programs = folder.resolve("programs");
        host.agent(BOOT);
        TestingCaller caller = host.caller();

        caller.apply(1, true, serving("alpha", 1, TestingHost.freePort()));

        JsonNode status = caller.awaitState("alpha", State.FAILED);
        assertThat(status.path("reason").asText()).isEqualTo("LAUNCH_FAILED");
        assertThat(status.path("detail").asText())
                .contains("programs run as ")
                .containsAnyOf("/etc/subuid", "newuidmap");
        assertThat(caller.ask("hello").path("confines").path("images").asText()).startsWith("none: ");
        assertThat(containers()).isEmpty();
    }

    private ObjectNode serving(String server, long generation, int port) {
        ObjectNode order = order(server, generation, port, "8080");
        order.withObject("/launch/env").put("TOKEN", "${secret:token}").put("PLAIN", "as it is");
        order.withObject("/secrets").put("token", SECRET);
        return order;
    }

    private ObjectNode order(String server, long generation, int port, String word) {
        ObjectNode order = TestingHost.order(server, generation, port);
        order.withObject("/launch")
                .put("kind", "image")
                .put("image", image)
                .put("transport", "http")
                .put("containerPort", 8080)
                .putArray("args")
                .add(word);
        return order;
    }

    private ObjectNode piped(String server, String network) {
        ObjectNode order = order(server, 1, 0, "pipe");
        order.withObject("/launch")
                .put("transport", "stdio")
                .put("containerPort", 0)
                .put("network", network);
        return order;
    }

    private static boolean runs(JsonNode status) {
        return status.path("state").asText().equals("RUNNING");
    }

    private static boolean ended(JsonNode status) {
        return status.path("ended").asBoolean();
    }

    private List<String> log(String server) {
        try {
            return Files.readAllLines(host.directory.resolve("logs/servers/" + server + "-0.log"));
        } catch (IOException notYet) {
            return List.of();
        }
    }

    private static void stop(TestingCaller caller, String... servers) throws IOException {
        caller.apply(9, true);
        for (String server : servers) {
            caller.awaitState(server, State.STOPPED);
        }
    }

    private List<String> containers() throws Exception {
        return TestingImage.containers(host.settings(BOOT));
    }

    private void awaitNoContainers() {
        TestingImage.awaitNoContainers(host.settings(BOOT));
    }

    private static String answer(int port) {
        return TestingImage.answer(port, "/");
    }

    private static boolean listensElsewhere(int port) throws IOException {
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        for (InetAddress other : others) {
            try (Socket open = new Socket(other, port)) {
                return open.isConnected();
            } catch (IOException closed) {
                assertThat(closed).isNotNull();
            }
        }
        return false;
    }

    /** The words of all programs that run now. */
    private static List<String> words() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .map(path -> {
                        try {
                            return Files.readString(path.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                        } catch (IOException gone) {
                            return "";
                        }
                    })
                    .toList();
        }
    }

    private static String call(JsonNode bridge, String server) throws Exception {
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + bridge.path("port").asInt() + Bridge.path(server, 0, 0)))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + bridge.path("secret").asText())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .get(30, TimeUnit.SECONDS)
                .body();
    }
}
