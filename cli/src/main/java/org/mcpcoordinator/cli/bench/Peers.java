package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * nginx with fixed MCP answers, HAProxy before it, and another nginx before it: the backend and the yardsticks of the
 * gateway's benches.
 */
final class Peers implements AutoCloseable {
    private final Path folder;
    private final Process nginx;
    private final Process haproxy;
    private final Process front;
    private final int nginxPort;
    private final int haproxyPort;
    private final int frontPort;

    private Peers(Path folder, List<Process> processes, List<Integer> ports) {
        this.folder = folder;
        this.nginx = processes.get(0);
        this.haproxy = processes.get(1);
        this.front = processes.get(2);
        this.nginxPort = ports.get(0);
        this.haproxyPort = ports.get(1);
        this.frontPort = ports.get(2);
    }

    /** What is answered to {@code tools/call}, by the path of the backend's address. */
    enum Answered {
        SMALL(""),
        SMALL_STREAM("/stream"),
        LARGE("/large"),
        LARGE_STREAM("/large-stream");

        private final String path;

        Answered(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }

        /** The body: a megabyte of text, or a word. */
        private String body() {
            String text = this == LARGE || this == LARGE_STREAM ? "x".repeat(1_000_000) : "hello";
            String json = PeerFiles.ANSWER.replace("hello", text);
            return isStream() ? "event: message\ndata: " + json + "\n\n" : json;
        }

        boolean isStream() {
            return this == SMALL_STREAM || this == LARGE_STREAM;
        }
    }

    /** Starts both on loopback, or nothing where one of them is missing. */
    static Optional<Peers> start() throws IOException {
        return start(0);
    }

    /**
     * The same.
     *
     * @param apart how many backends HAProxy has beside the usual one, each with connections of its own: number N takes what is sent to
     *     {@code /mcp/N}
     */
    static Optional<Peers> start(int apart) throws IOException {
        Optional<Path> nginx = Programs.find("nginx");
        Optional<Path> haproxy = Programs.find("haproxy");
        if (nginx.isEmpty() || haproxy.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("bench-peers");
        // Where root starts it, nginx reads its files as somebody else.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int backendPort = freePort();
        int proxyPort = freePort();
        int frontPort = freePort();
        for (Answered answered : Answered.values()) {
            Files.writeString(folder.resolve(answered + ".answer"), answered.body());
        }
        Path nginxFile = Files.writeString(folder.resolve("nginx.conf"), PeerFiles.backend(folder, backendPort));
        Path haproxyFile =
                Files.writeString(folder.resolve("haproxy.cfg"), PeerFiles.haproxy(backendPort, proxyPort, apart));
        Process first = run(folder, nginx.get(), "-p", folder.toString(), "-c", nginxFile.toString());
        Process second = run(folder, haproxy.get(), "-db", "-f", haproxyFile.toString());
        Path front = Files.createDirectory(folder.resolve("front"));
        Path frontFile = Files.writeString(front.resolve("nginx.conf"), PeerFiles.front(front, backendPort, frontPort));
        Process third = run(front, nginx.get(), "-p", front.toString(), "-c", frontFile.toString());
        Peers peers = new Peers(folder, List.of(first, second, third), List.of(backendPort, proxyPort, frontPort));
        try {
            Target.await(
                    "nginx and HAProxy listen",
                    10,
                    () -> listens(backendPort) && listens(proxyPort) && listens(frontPort));
        } catch (Refusal notStarted) {
            String said =
                    Files.readString(folder.resolve("nginx.log")) + Files.readString(folder.resolve("haproxy.log"));
            peers.close();
            throw Refusal.failed(notStarted.getMessage() + "; they said: " + said.strip());
        }
        return Optional.of(peers);
    }

    URI backend() {
        return URI.create("http://127.0.0.1:" + nginxPort + "/mcp");
    }

    /** The other nginx, as a proxy. */
    URI front() {
        return URI.create("http://127.0.0.1:" + frontPort + "/mcp");
    }

    URI proxy() {
        return URI.create("http://127.0.0.1:" + haproxyPort + "/mcp");
    }

    private static Process run(Path folder, Path program, String... arguments) throws IOException {
        return new ProcessBuilder(Stream.concat(Stream.of(program.toString()), Stream.of(arguments))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program.getFileName() + ".log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        for (Process process : List.of(front, haproxy, nginx)) {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        Programs.delete(folder);
    }
}
