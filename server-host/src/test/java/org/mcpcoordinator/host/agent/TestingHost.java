package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.confine.Account;
import org.mcpcoordinator.host.door.DoorSettings;

/** A host to test on: a short folder, agents in this process or in one of their own, and nothing left behind. */
final class TestingHost implements AutoCloseable {
    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String CLASSES = System.getProperty("java.class.path");

    final Path directory;

    @Nullable
    Account account;

    @Nullable
    Path programs;

    @Nullable
    DoorSettings door;

    private final List<Closeable> opened = new ArrayList<>();

    TestingHost() throws IOException {
        // Not below target: a Unix socket's path is short.
        directory = Files.createTempDirectory("agent").toRealPath();
    }

    AgentSettings settings(String boot) {
        return new AgentSettings(
                directory,
                "local",
                JAVA,
                List.of("-cp", CLASSES, "org.mcpcoordinator.host.Main"),
                boot,
                64,
                Duration.ofMillis(1500),
                64 << 10,
                new Retry.Rules(
                        Duration.ofSeconds(1), Duration.ofMinutes(30), Duration.ofSeconds(2), Duration.ofHours(1)),
                account,
                programs == null ? directory : programs,
                door);
    }

    /** An agent in this process. */
    Agent agent(String boot) throws IOException, InterruptedException {
        return closing(Agent.start(settings(boot), Path.of("none"), Clock.systemUTC()));
    }

    /** The same, on a disk that is as full as is said. */
    Agent agent(String boot, IntSupplier percentUsed) throws IOException, InterruptedException {
        return closing(Agent.start(settings(boot), Path.of("none"), Clock.systemUTC(), percentUsed));
    }

    private Agent closing(Agent agent) {
        opened.add(agent::close);
        return agent;
    }

    /** An agent in a process of its own, behind words that become it, with a variable of its own in its environment. */
    Process process(String... before) throws IOException {
        return process(Map.of(), before);
    }

    Process process(Map<String, String> environment, String... before) throws IOException {
        List<String> argv = new ArrayList<>(List.of(before));
        argv.addAll(List.of(
                JAVA.toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASSES,
                "org.mcpcoordinator.host.Main",
                "agent",
                "--dir",
                directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(directory.toFile(), "agent.out")));
        builder.environment().put("AGENT_ONLY_SECRET", "hunter2");
        builder.environment().putAll(environment);
        Process process = builder.start();
        opened.add(process::destroyForcibly);
        return process;
    }

    TestingCaller caller() throws IOException {
        Path socket = directory.resolve("agent.sock");
        List<TestingCaller> callers = new ArrayList<>();
        TestingCaller.until(Duration.ofSeconds(30), "an agent at " + socket, () -> {
            try {
                return callers.add(new TestingCaller(socket).watch());
            } catch (IOException | java.io.UncheckedIOException notYet) {
                return false;
            }
        });
        opened.add(callers.get(0)::close);
        return callers.get(0);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static ObjectNode order(String server, long generation, int port) {
        return Json.object()
                .put("server", server)
                .put("replica", 0)
                .put("generation", generation)
                .put("restarts", 0)
                .put("category", "database")
                .put("port", port)
                .put("run", true)
                .put("revision", 1)
                .put("cause", "rollout 1");
    }

    /** A Java program on the given address with the given habit. */
    static ObjectNode program(String server, long generation, int port, String address, String habit) {
        return withArgv(
                order(server, generation, port),
                JAVA.toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CLASSES,
                TestingProgram.class.getName(),
                "${port}",
                address,
                habit);
    }

    static ObjectNode program(String server, long generation, int port) {
        return program(server, generation, port, "${host}", "stay");
    }

    static ObjectNode withArgv(ObjectNode order, String... argv) {
        var array = order.withObject("/launch")
                .put("kind", "command")
                .put("transport", "http")
                .putArray("argv");
        Stream.of(argv).forEach(array::add);
        return order;
    }

    List<Start> starts() throws IOException {
        List<Start> starts = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("starts.log"))) {
            starts.add(Json.MAPPER.readValue(line, Start.class));
        }
        return starts;
    }

    /** Kills all that was started here, whoever its parent is by now. */
    @Override
    public void close() throws IOException {
        for (Closeable each : opened) {
            each.close();
        }
        List<ProcessTable.Writer> left = new ArrayList<>();
        for (String folder : List.of("logs/servers", "logs/serve", "drills")) {
            if (Files.isDirectory(directory.resolve(folder))) {
                left.addAll(ProcessTable.writers(directory.resolve(folder)));
            }
        }
        left.forEach(writer -> ProcessHandle.of(writer.pid()).ifPresent(ProcessHandle::destroyForcibly));
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(java.util.Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Waits until a program answers HTTP there. */
    static void awaitAnswer(int port) {
        TestingCaller.until(Duration.ofSeconds(20), "an answer at port " + port, () -> {
            try {
                HttpURLConnection call = (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
                call.setReadTimeout(1000);
                return call.getResponseCode() == 200;
            } catch (IOException notYet) {
                return false;
            }
        });
    }
}
