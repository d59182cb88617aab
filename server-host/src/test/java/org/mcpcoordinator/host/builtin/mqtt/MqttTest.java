package org.mcpcoordinator.host.builtin.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mcpcoordinator.host.builtin.Calls;

class MqttTest {
    @TempDir
    Path directory;

    /** Held here, because the log manager lets a logger's level go with it. */
    private static final Logger LOUD = Logger.getLogger("io.moquette");

    private static Server broker;
    private static String address;

    /** One for all tests, which use topics of their own: stopping it takes seconds. */
    @BeforeAll
    static void start() throws Exception {
        LOUD.setLevel(Level.WARNING);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Properties settings = new Properties();
        settings.put("host", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("persistence_enabled", "false");
        settings.put("telemetry_enabled", "false");
        settings.put("allow_anonymous", "true");
        settings.put("netty.mqtt.message_size", "2000000");
        broker = new Server();
        broker.startServer(new MemoryConfig(settings));
        address = "tcp://127.0.0.1:" + port;
    }

    @AfterAll
    static void stop() {
        broker.stopServer();
    }

    private Calls calls(String more) throws Exception {
        return Calls.of("mqtt", "{\"broker\":\"" + address + "\"" + more + "}", directory);
    }

    @Test
    void whatIsRetainedIsListedAndRead() throws Exception {
        try (Calls calls = calls(",\"publish\":[\"home/#\"],\"waitMillis\":400")) {
            calls.json("publish", "{\"topic\":\"home/hall/state\",\"payload\":\"on\",\"retain\":true}");
            calls.json(
                    "publish",
                    "{\"topic\":\"home/hall/power\",\"payload\":\"{\\\"w\\\":7}\",\"retain\":true,\"qos\":2}");
            JsonNode topics = calls.json("list_topics", "{\"filter\":\"home/+/state\"}");
            assertThat(topics.path("topics").findValuesAsText("topic")).containsExactly("home/hall/state");
            JsonNode power = calls.json("read_topic", "{\"topic\":\"home/hall/power\"}");
            assertThat(power.path("payload").asText()).isEqualTo("{\"w\":7}");
            assertThat(calls.json("read_topic", "{\"topic\":\"home/hall/power\"}")
                            .path("retained")
                            .asBoolean())
                    .isTrue();
            assertThat(calls.failure("read_topic", "{\"topic\":\"home/none\",\"waitMillis\":300}"))
                    .contains("none came within 300 ms");
        }
    }

    @Test
    void aMessageThatIsMuchTooLongIsReadPastAndTheOthersAreSeen() throws Exception {
        try (MqttClient other = new MqttClient(address, "shouting", new MemoryPersistence());
                Calls calls = calls(",\"waitMillis\":400")) {
            other.connect();
            other.publish("loud/a", "small".getBytes(StandardCharsets.UTF_8), 1, true);
            other.publish("loud/b", new byte[PacketLimit.BYTES + 1], 1, true);
            other.publish("loud/c", "too".getBytes(StandardCharsets.UTF_8), 1, true);
            JsonNode topics = calls.json("list_topics", "{\"filter\":\"loud/#\"}");
            assertThat(topics.path("topics").findValuesAsText("topic")).containsExactly("loud/a", "loud/c");
            // The broker has no patience with those who are sent so much: it would leave out what other tests look for.
            other.publish("loud/b", new byte[0], 1, true);
            other.disconnect();
        }
    }

    @Test
    void lookingIsTriedOnceMoreWhenTheLineIsCut() throws Exception {
        try (Calls calls = calls(",\"publish\":[\"cut/#\"]")) {
            calls.json("publish", "{\"topic\":\"cut/a\",\"payload\":\"on\",\"retain\":true}");
        }
        try (ServerSocket between = new ServerSocket(0)) {
            Thread relay = new Thread(() -> cutTheFirstLine(between));
            relay.start();
            String broker = "{\"broker\":\"tcp://127.0.0.1:" + between.getLocalPort() + "\",\"publish\":[\"cut/#\"]}";
            try (Calls calls = Calls.of("mqtt", broker, directory)) {
                assertThat(calls.json("read_topic", "{\"topic\":\"cut/a\"}")
                                .path("payload")
                                .asText())
                        .isEqualTo("on");
            }
            relay.join();
        }
    }

    /** Hangs up on the first caller once it has spoken, and puts the second one through. */
    private static void cutTheFirstLine(ServerSocket between) {
        try {
            try (Socket first = between.accept()) {
                first.getInputStream().read();
            }
            try (Socket second = between.accept();
                    Socket through = new Socket("127.0.0.1", URI.create(address).getPort())) {
                Thread back = new Thread(() -> pass(through, second));
                back.start();
                pass(second, through);
                back.join();
            }
        } catch (IOException | InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException over) {
            // one of the two has hung up
        }
    }

    @Test
    void aMessageThatComesInTimeIsRead() throws Exception {
        try (MqttClient other = new MqttClient(address, "other", new MemoryPersistence());
                Calls calls = calls("")) {
            other.connect();
            Thread sender = new Thread(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        other.publish("news", "now".getBytes(StandardCharsets.UTF_8), 0, false);
                        Thread.onSpinWait();
                    }
                } catch (org.eclipse.paho.client.mqttv3.MqttException stopped) {
                    // the test is over
                }
            });
            sender.start();
            JsonNode news = calls.json("read_topic", "{\"topic\":\"news\"}");
            sender.interrupt();
            sender.join();
            assertThat(news.path("payload").asText()).isEqualTo("now");
            assertThat(news.path("retained").asBoolean()).isFalse();
            other.disconnect();
        }
    }

    @Test
    void onlyAllowedTopicsAreReadAndWritten() throws Exception {
        try (Calls all = calls(",\"publish\":[\"#\"]")) {
            all.json("publish", "{\"topic\":\"open/a\",\"payload\":\"1\",\"retain\":true}");
            all.json("publish", "{\"topic\":\"closed/b\",\"payload\":\"2\",\"retain\":true}");
            assertThat(all.failure("publish", "{\"topic\":\"open/#\",\"payload\":\"1\"}"))
                    .contains("holds no + or #");
        }
        try (Calls some = calls(",\"topics\":[\"open/#\"],\"publish\":[\"open/in\"],\"waitMillis\":500")) {
            assertThat(some.json("list_topics", "{}").path("topics").findValuesAsText("topic"))
                    .containsExactly("open/a");
            assertThat(some.failure("read_topic", "{\"topic\":\"closed/b\"}")).contains("allowed are open/#");
            assertThat(some.failure("publish", "{\"topic\":\"open/a\",\"payload\":\"x\"}"))
                    .contains("allowed are open/in");
        }
        try (Calls none = calls("")) {
            assertThat(none.tools()).containsExactly("list_topics", "read_topic");
        }
    }

    @Test
    void longAndBinaryMessagesAreBoundedAndToldAsWhatTheyAre() throws Exception {
        try (MqttClient other = new MqttClient(address, "other", new MemoryPersistence());
                Calls calls = calls(",\"maxBytes\":64,\"publish\":[\"#\"]")) {
            other.connect();
            other.publish("long", "ü".repeat(500).getBytes(StandardCharsets.UTF_8), 1, true);
            other.publish("binary", new byte[] {(byte) 0xff, 0, 1}, 1, true);
            other.disconnect();
            JsonNode cut = calls.json("read_topic", "{\"topic\":\"long\"}");
            assertThat(cut.path("payload").asText()).isEqualTo("ü".repeat(32));
            assertThat(cut.path("cut").asBoolean()).isTrue();
            assertThat(calls.json("read_topic", "{\"topic\":\"binary\"}")
                            .path("payloadBase64")
                            .asText())
                    .isEqualTo("/wAB");
            assertThat(calls.failure("publish", "{\"topic\":\"x\",\"payload\":\"" + "x".repeat(65) + "\"}"))
                    .contains("at most 64");
        }
    }

    @Test
    void noThreadStaysBehindAndAMissingBrokerIsAToolError() throws Exception {
        try (Calls calls = calls(",\"waitMillis\":100")) {
            for (int i = 0; i < 5; i++) {
                calls.json("list_topics", "{}");
            }
            // A look at all threads stops them all: one after the other would keep them from ending.
            long end = System.nanoTime() + 60_000_000_000L;
            while (!threads().isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(50_000_000);
            }
            assertThat(threads()).isEmpty();
        }
        try (Calls calls = Calls.of("mqtt", "{\"broker\":\"tcp://127.0.0.1:1\"}", directory)) {
            assertThat(calls.failure("list_topics", "{}")).contains("cannot be asked");
        }
    }

    @Test
    void theSampleStoreTakesNoMoreThanItMayHold() throws Exception {
        try (Calls calls = Calls.of("mqtt", "{\"publish\":[\"#\"]}", directory)) {
            String payload = "x".repeat(65_536);
            for (int i = 0; i < 15; i++) {
                calls.json("publish", "{\"topic\":\"t" + i + "\",\"payload\":\"" + payload + "\"}");
            }
            assertThat(calls.failure("publish", "{\"topic\":\"more\",\"payload\":\"" + payload + "\"}"))
                    .contains("1048576 bytes");
            calls.json("publish", "{\"topic\":\"t1\",\"payload\":\"" + payload + "\"}");
            calls.json("publish", "{\"topic\":\"t1\",\"payload\":\"\",\"retain\":true}");
            calls.json("publish", "{\"topic\":\"more\",\"payload\":\"" + payload + "\"}");
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("MQTT "))
                .toList();
    }
}
