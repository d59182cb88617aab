package org.mcpcoordinator.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real agent in a process of its own, with a door on a port of loopback; ends with all its servers. */
final class TestingAgent implements AutoCloseable {
    static final String SECRET = "only-for-tests";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    final RuntimeConfig config;
    private final Path directory;
    private final Process process;

    TestingAgent(String host, Path key) throws IOException {
        directory = Files.createTempDirectory("agent").toRealPath();
        config = new RuntimeConfig(directory, JAVA, 64, Set.of(), RuntimeConfig.USUAL_USER);
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        JAVA.toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.mcpcoordinator.host.Main",
                        "agent",
                        "--dir",
                        directory.toString(),
                        "--host-name",
                        host,
                        "--server-user",
                        "same",
                        "--listen",
                        "127.0.0.1:0",
                        "--cluster-key",
                        key.toString()))
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "agent.out"));
        builder.environment().put("COORDINATOR_CLUSTER_SECRET", SECRET);
        process = builder.start();
    }

    /** Where its door is, as it says itself. */
    String place() throws IOException {
        try (AgentConnection connection = opened()) {
            Thread reading = new Thread(() -> {
                try {
                    connection.read(event -> {});
                } catch (IOException closed) {
                    assertThat(closed).isNotNull();
                }
            });
            reading.start();
            String place = connection
                    .ask(AgentConnection.question("hello"), java.time.Duration.ofSeconds(20))
                    .path("agent")
                    .path("address")
                    .asText();
            assertThat(place)
                    .as(Files.readString(directory.resolve("agent.out")))
                    .isNotEmpty();
            return place;
        }
    }

    private AgentConnection opened() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return AgentConnection.open(config.socket());
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Stops it in the middle of whatever it does, or lets it go on: its servers go on in any case. */
    void freeze(boolean frozen) throws IOException, InterruptedException {
        new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** How often it has started something. */
    List<String> starts() throws IOException {
        return Files.readAllLines(directory.resolve("starts.log"));
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
