package org.mcpcoordinator.host.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mcpcoordinator.host.Main;
import org.mcpcoordinator.mcp.Json;

/** A real serve process of its own, driven over its socket as the agent does it. */
final class TestingProcess implements AutoCloseable {
    private final Path folder;
    private final Process process;
    private final SocketChannel channel;
    private final BufferedReader in;
    private final BufferedWriter out;

    private TestingProcess(Path folder, Process process, SocketChannel channel) {
        this.folder = folder;
        this.process = process;
        this.channel = channel;
        this.in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        this.out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    static TestingProcess start(String... flags) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("serve");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss256k"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("serve", "--category", "testing", "--identity", "token-7"));
        command.addAll(List.of("--socket", folder.resolve("s.sock").toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        return new TestingProcess(folder, process, connect(folder.resolve("s.sock"), process));
    }

    static SocketChannel connect(Path socket, Process process) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (Instant.now().isBefore(end) && process.isAlive()) {
            if (Files.exists(socket)) {
                return SocketChannel.open(UnixDomainSocketAddress.of(socket));
            }
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        throw new IOException("no socket: " + Files.readString(socket.resolveSibling("log")));
    }

    Path socket() {
        return folder.resolve("s.sock");
    }

    Path folder() {
        return folder;
    }

    Process process() {
        return process;
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    JsonNode send(String line) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
        return Json.read(in.readLine());
    }

    JsonNode serve(String server, long generation, int port, String type, String config) throws IOException {
        ObjectNode order = Json.object().put("id", 1).put("op", "serve").put("server", server);
        order.put("replica", 0).put("generation", generation).put("port", port).put("type", type);
        order.set("config", Json.read(config));
        return send(Json.text(order));
    }

    /** Serves on a free port and gives the address. */
    URI serve(String server, String type, String config) throws IOException {
        JsonNode answer = serve(server, 1, 0, type, config);
        if (!answer.path("ok").asBoolean()) {
            throw new IOException(answer.toString());
        }
        return URI.create("http://127.0.0.1:" + answer.path("port").asInt() + "/mcp");
    }

    long pssKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroy();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
