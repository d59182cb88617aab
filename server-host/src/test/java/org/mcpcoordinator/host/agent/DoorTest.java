package org.mcpcoordinator.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.host.door.DoorSettings;

/** The agent's door on the network: who comes in, and where it leads. */
class DoorTest {
    private static final String AGENT = "agent.local.host.invalid";

    private static Path keys;
    private static TestingKey ours;
    private static TestingKey strangers;

    private TestingHost host;
    private String door;

    @BeforeAll
    static void drawKeys() throws Exception {
        keys = Files.createTempDirectory("keys");
        ours = TestingKey.draw(keys.resolve("ours.p12"));
        strangers = TestingKey.draw(keys.resolve("strangers.p12"));
    }

    @AfterAll
    static void forgetKeys() throws Exception {
        for (TestingKey key : new TestingKey[] {ours, strangers}) {
            Files.delete(key.file());
        }
        Files.delete(keys);
    }

    @BeforeEach
    void open() throws Exception {
        host = new TestingHost();
        host.door = new DoorSettings(
                "local", new InetSocketAddress("127.0.0.1", 0), "127.0.0.1", ours.file(), TestingKey.SECRET);
        host.agent("this-boot");
        door = host.caller().ask("hello").path("agent").path("address").asText();
    }

    @AfterEach
    void close() throws Exception {
        host.close();
    }

    @Test
    void whoHasTheKeyTalksToTheAgentAsOverItsSocket() throws Exception {
        try (SSLSocket caller = ours.connect(door, AGENT)) {
            BufferedReader answers = reader(caller);

            JsonNode hello = ask(caller, answers, "{\"id\":1,\"op\":\"hello\"}");
            assertThat(caller.getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(hello.path("agent").path("host").asText()).isEqualTo("local");
            assertThat(hello.path("agent").path("address").asText()).isEqualTo(door);
            assertThat(hello.path("bridge").path("secret").asText()).isNotEmpty();

            ask(caller, answers, "{\"id\":2,\"op\":\"watch\"}");
            int port = TestingHost.freePort();
            String order = TestingHost.program("alpha", 1, port).toString();
            say(caller, "{\"id\":3,\"op\":\"apply\",\"epoch\":3,\"full\":true,\"orders\":[" + order + "]}");
            String said = answers.readLine();
            while (!said.contains("RUNNING")) {
                said = answers.readLine();
            }
            assertThat(host.starts())
                    .singleElement()
                    .satisfies(start -> assertThat(start.epoch()).isEqualTo(3));
        }
    }

    /** More than any buffer on the way holds. */
    @Test
    void longLinesComeWholeInBothDirections() throws Exception {
        try (SSLSocket caller = ours.connect(door, AGENT)) {
            String name = "x".repeat(3 << 20);
            FutureTask<Void> said = new FutureTask<>(() -> {
                say(caller, "{\"id\":\"" + name + "\",\"op\":\"hello\"}");
                return null;
            });
            new Thread(said).start();

            assertThat(Json.read(reader(caller).readLine().getBytes(StandardCharsets.UTF_8))
                            .path("id")
                            .asText())
                    .isEqualTo(name);
            said.get();
        }
    }

    @Test
    void aServerOfThisAgentIsCalledThroughTheDoor() throws Exception {
        int port = TestingHost.freePort();
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        caller.awaitState("alpha", State.RUNNING);
        TestingHost.awaitAnswer(port);

        assertThat(call(ours, port + ".local.host.invalid"))
                .startsWith("HTTP/1.1 200")
                .endsWith("ok");
        assertThat(call(ours, port + ".local.host.invalid"))
                .as("taken up where the last session ended")
                .endsWith("ok");
    }

    @Test
    void theBridgeOfServersThatSpeakStdioIsReachedThroughTheDoor() throws Exception {
        int port = host.caller().ask("hello").path("bridge").path("port").asInt();

        assertThat(call(ours, port + ".local.host.invalid")).startsWith("HTTP/1.1 401");
    }

    @Test
    void aPortWhereNoServerOfThisAgentIsLeadsNowhere() throws Exception {
        try (ServerSocket database = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThat(call(ours, database.getLocalPort() + ".local.host.invalid"))
                    .isEmpty();
            database.setSoTimeout(300);
            assertThatThrownBy(database::accept).as("nobody came").isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerThatWasStoppedLeadsNowhere() throws Exception {
        int port = TestingHost.freePort();
        TestingCaller caller = host.caller();
        caller.apply(1, true, TestingHost.program("alpha", 1, port));
        caller.awaitState("alpha", State.RUNNING);
        caller.apply(1, true);
        caller.awaitState("alpha", State.STOPPED);
        try (ServerSocket stranger = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            assertThat(call(ours, port + ".local.host.invalid")).isEmpty();
            assertThat(stranger.isBound()).isTrue();
        }
    }

    /** Its address may have been another's, whose servers have the same ports. */
    @Test
    void whoAsksForAnotherHostIsRefused() throws Exception {
        int port = host.caller().ask("hello").path("bridge").path("port").asInt();

        assertThat(call(ours, port + ".other.host.invalid")).isEmpty();
        assertThat(call(ours, "example.com")).isEmpty();
    }

    @Test
    void aStrangersKeyOpensNothing() throws Exception {
        assertThatThrownBy(() -> call(strangers, AGENT)).isInstanceOf(IOException.class);
    }

    /** Its own trust would let it in; what it is asked for is the key. */
    @Test
    void whoShowsNoKeyIsRefused() throws Exception {
        try (SSLSocket caller = ours.connectAsNobody(door, AGENT)) {
            assertThatThrownBy(() -> ask(caller, reader(caller), "{\"id\":1,\"op\":\"hello\"}"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoTlsIsNotAnswered() throws Exception {
        int colon = door.lastIndexOf(':');
        try (Socket caller = new Socket("127.0.0.1", Integer.parseInt(door.substring(colon + 1)))) {
            caller.setSoTimeout(20_000);
            caller.getOutputStream().write("{\"id\":1,\"op\":\"hello\"}\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("agent");
        }
    }

    @Test
    void anAgentWhoseDoorCannotBeOpenedKeepsItsServers() throws Exception {
        try (TestingHost second = new TestingHost();
                ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            second.door = new DoorSettings(
                    "local",
                    new InetSocketAddress("127.0.0.1", taken.getLocalPort()),
                    "127.0.0.1",
                    ours.file(),
                    TestingKey.SECRET);
            second.agent("this-boot");

            JsonNode hello = second.caller().ask("hello");
            assertThat(hello.path("ok").asBoolean()).isTrue();
            assertThat(hello.path("agent").path("address").asText()).isEmpty();
        }
    }

    private String call(TestingKey key, String name) throws Exception {
        try (SSLSocket caller = key.connect(door, name)) {
            say(caller, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r");
            InputStream answer = caller.getInputStream();
            byte[] bytes = new byte[4096];
            int length = 0;
            for (int count = answer.read(bytes); count > 0; count = answer.read(bytes, length, bytes.length - length)) {
                length += count;
            }
            return new String(Arrays.copyOf(bytes, length), StandardCharsets.US_ASCII);
        }
    }

    private static JsonNode ask(SSLSocket caller, BufferedReader answers, String line) throws IOException {
        say(caller, line);
        return Json.read(answers.readLine().getBytes(StandardCharsets.UTF_8));
    }

    private static BufferedReader reader(SSLSocket caller) throws IOException {
        return new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void say(SSLSocket caller, String line) throws IOException {
        caller.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        caller.getOutputStream().flush();
    }
}
