package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentLinkTest {
    private static final String STATUS = "{\"server\":\"alpha\",\"replica\":0,\"generation\":2,\"restarts\":1,"
            + "\"attempt\":3,\"state\":\"RUNNING\",\"reason\":\"\",\"detail\":\"\",\"pid\":9,\"port\":1,\"exitCode\":null}";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private Path directory;
    private RuntimeConfig config;

    @BeforeEach
    void open() throws Exception {
        directory = Files.createTempDirectory("link");
        config = new RuntimeConfig(
                directory,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                64,
                Set.of(),
                RuntimeConfig.USUAL_USER);
    }

    @AfterEach
    void close() throws Exception {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theWholeListComesFirstThenChangesAndQuestionsAreAnsweredBetween() throws Exception {
        try (ServerSocketChannel server = listen()) {
            AgentLink link = link(null);
            Thread thread = run(link);
            try (SocketChannel agent = server.accept()) {
                greet(agent);

                assertThat(next()).isEqualTo("connected alpha 2/1 RUNNING");
                assertThat(link.status().connected()).isTrue();
                assertThat(link.status().pid()).isEqualTo(77);

                send(agent, "{\"event\":\"status\",\"items\":[" + STATUS.replace("RUNNING", "FAILED") + "]}");
                assertThat(next()).isEqualTo("changed alpha 2/1 FAILED");

                Thread answering = new Thread(() -> answer(agent, "\"processes\":[]"));
                answering.start();
                assertThat(link.ask(AgentConnection.question("stats"))
                                .path("processes")
                                .isArray())
                        .isTrue();
                answering.join();
            }
            assertThat(next()).isEqualTo("lost");
            link.stop();
            thread.join(5000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void aRefusalOfTheAgentIsAnExceptionWithItsCode() throws Exception {
        try (ServerSocketChannel server = listen()) {
            AgentLink link = link(null);
            run(link);
            try (SocketChannel agent = server.accept()) {
                greet(agent);
                next();
                Thread answering = new Thread(() -> {
                    long id = id(read(agent));
                    send(agent, "{\"id\":" + id + ",\"ok\":false,\"code\":\"STALE_EPOCH\",\"message\":\"old\"}");
                });
                answering.start();

                assertThatThrownBy(() -> link.ask(AgentConnection.question("apply")))
                        .isInstanceOf(AgentConnection.AgentRefusal.class)
                        .hasMessageContaining("STALE_EPOCH");
                answering.join();
            }
            link.stop();
        }
    }

    @Test
    void itConnectsAgainAfterALoss() throws Exception {
        try (ServerSocketChannel server = listen()) {
            AgentLink link = link(null);
            run(link);
            try (SocketChannel agent = server.accept()) {
                greet(agent);
                assertThat(next()).startsWith("connected");
            }
            assertThat(next()).isEqualTo("lost");
            try (SocketChannel agent = server.accept()) {
                greet(agent);
                assertThat(next()).startsWith("connected");
            }
            link.stop();
        }
    }

    @Test
    void whereNoAgentAnswersTheCarriedOneIsUnpackedAndStarted() throws Exception {
        byte[] jar = "no program at all".getBytes(StandardCharsets.UTF_8);
        AgentLink link = link(jar);
        run(link);
        Path unpacked = directory.resolve("server-host.jar");
        Path log = directory.resolve("logs/agent.log");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(log) || Files.size(log) == 0) {
            assertThat(System.nanoTime())
                    .as("time until the program has said something")
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }

        assertThat(Files.readAllBytes(unpacked)).isEqualTo(jar);
        assertThat(link.status().connected()).isFalse();
        assertThat(link.status().detail()).contains("no agent answers");
        link.stop();
    }

    /** Its arguments every user of the machine can read. */
    @Test
    void anAgentThatLetsOtherHostsInIsToldWhereAndTheSecretIsInItsEnvironmentOnly() throws Exception {
        Path java = directory.resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"arguments $*\"\necho \"secret $COORDINATOR_CLUSTER_SECRET\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        RuntimeConfig told = new RuntimeConfig(directory, java, 64, Set.of(), RuntimeConfig.USUAL_USER);
        OwnDoor door = new OwnDoor("10.0.0.2:7700", Path.of("/etc/key.p12"), "hush");

        new AgentStarter(told, "local", () -> stream(new byte[1]), Optional.of(door)).start();

        Path log = directory.resolve("logs/agent.log");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.exists(log) || Files.readAllLines(log).size() < 2) {
            assertThat(System.nanoTime()).as("time until it has said both").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(Files.readAllLines(log).get(0))
                .contains("--listen 10.0.0.2:7700 --cluster-key /etc/key.p12")
                .doesNotContain("hush");
        assertThat(Files.readAllLines(log).get(1)).isEqualTo("secret hush");
        assertThat(door.toString()).doesNotContain("hush");
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(config.socket()));
        return server;
    }

    private AgentLink link(byte[] jar) {
        AgentStarter starter = new AgentStarter(config, "local", () -> stream(jar));
        AgentLink.Listener listener = new AgentLink.Listener() {
            @Override
            public void bridged(int port, String secret) {
                assertThat(secret).as("these agents bridge nothing").isEmpty();
            }

            @Override
            public void connected(List<ServerStatus> all) {
                heard.add("connected " + words(all));
            }

            @Override
            public void changed(List<ServerStatus> some) {
                heard.add("changed " + words(some));
            }

            @Override
            public void lost() {
                heard.add("lost");
            }
        };
        return new AgentLink(
                () -> AgentConnection.open(config.socket()), "local", starter, listener, Clock.systemUTC());
    }

    private static InputStream stream(byte[] jar) {
        return jar == null ? null : new ByteArrayInputStream(jar);
    }

    private static String words(List<ServerStatus> statuses) {
        ServerStatus one = statuses.get(0);
        return one.key().server() + " " + one.version().generation() + "/"
                + one.version().restarts() + " " + one.state();
    }

    private static Thread run(AgentLink link) {
        Thread thread = new Thread(link, "link-under-test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private String next() throws InterruptedException {
        return heard.poll(20, TimeUnit.SECONDS);
    }

    /** Answers hello and watch, in the order they come. */
    static void greet(SocketChannel agent) {
        answer(agent, "\"agent\":{\"version\":\"1\",\"pid\":77,\"bootId\":\"b\"}");
        answer(agent, "\"items\":[" + STATUS + "]");
    }

    private static void answer(SocketChannel agent, String fields) {
        send(agent, "{\"id\":" + id(read(agent)) + ",\"ok\":true," + fields + "}");
    }

    private static long id(String line) {
        Matcher matcher = Pattern.compile("\"id\":(\\d+)").matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** One byte at a time: what belongs to the next line stays in the channel. */
    private static String read(SocketChannel agent) {
        try {
            StringBuilder line = new StringBuilder();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (agent.read(one) == 1 && one.get(0) != '\n') {
                line.append((char) one.get(0));
                one.clear();
            }
            return line.toString();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static void send(SocketChannel agent, String line) {
        try {
            agent.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
