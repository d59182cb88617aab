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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/**
 * nginx with fixed MCP answers, HAProxy before it, and another nginx before it: the backend and the yardsticks of the
 * gateway's benches.
 */
final class Peers implements AutoCloseable {
    /** What any MCP client of the modern era takes for an answer, whatever it asked. */
    static final String ANSWER =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],"
                    + "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"}}";

    /**
     * What its list of tools is, so that the endpoint of the whole fleet knows the one that is called. It answers the second
     * question of whoever learns it, after {@code server/discover}: nginx cannot read the id.
     */
    static final String LIST =
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"resultType\":\"complete\",\"tools\":[{\"name\":\"echo\",\"description\":\"Says hello.\","
                    + "\"inputSchema\":{\"type\":\"object\"}}],\"ttlMs\":0,\"cacheScope\":\"private\"}}";

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
            String json = ANSWER.replace("hello", text);
            return isStream() ? "event: message\ndata: " + json + "\n\n" : json;
        }

        private boolean isStream() {
            return this == SMALL_STREAM || this == LARGE_STREAM;
        }
    }

    /** Starts both on loopback, or nothing where one of them is missing. */
    static Optional<Peers> start() throws IOException {
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
        Path nginxFile = Files.writeString(folder.resolve("nginx.conf"), nginxFile(folder, backendPort));
        Path haproxyFile = Files.writeString(folder.resolve("haproxy.cfg"), haproxyFile(backendPort, proxyPort));
        Process first = run(folder, nginx.get(), "-p", folder.toString(), "-c", nginxFile.toString());
        Process second = run(folder, haproxy.get(), "-db", "-f", haproxyFile.toString());
        Path front = Files.createDirectory(folder.resolve("front"));
        Path frontFile = Files.writeString(front.resolve("nginx.conf"), frontFile(front, backendPort, frontPort));
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

    private static String nginxFile(Path folder, int port) {
        return """
                daemon off;
                worker_processes 2;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  map $http_mcp_method $answer {
                    default '%3$s';
                    tools/list '%4$s';
                  }
                  server {
                    listen 127.0.0.1:%2$d reuseport;
                    location / { default_type application/json; return 200 $answer; }
                %5$s
                  }
                }
                """.formatted(folder, port, ANSWER, LIST, answers(folder));
    }

    /** Calls below these paths are answered from files. A file takes no POST, so that error is made the answer. */
    private static String answers(Path folder) {
        return Stream.of(Answered.values())
                .map(answered -> """
                            location = /mcp%1$s.called {
                              root %2$s; default_type %4$s; try_files /%3$s.answer =404; error_page 405 =200 /mcp%1$s.called;
                            }
                            location = /mcp%1$s {
                              default_type application/json;
                              if ($http_mcp_method = tools/call) { rewrite ^ /mcp%1$s.called last; }
                              return 200 $answer;
                            }
                        """.formatted(
                                answered.path(),
                                folder,
                                answered,
                                answered.isStream() ? "text/event-stream" : "application/json"))
                .filter(location -> !location.contains("= /mcp.called"))
                .collect(Collectors.joining());
    }

    private static String frontFile(Path folder, int backend, int port) {
        return """
                daemon off;
                worker_processes 2;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  upstream behind { server 127.0.0.1:%2$d; keepalive 512; keepalive_requests 1000000000; }
                  server {
                    listen 127.0.0.1:%3$d reuseport;
                    location / { proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }
                  }
                }
                """.formatted(folder, backend, port);
    }

    private static String haproxyFile(int backend, int port) {
        return """
                global
                  nbthread 2
                  maxconn 2000
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 50s
                  timeout server 50s
                  http-reuse always
                frontend in
                  bind 127.0.0.1:%d
                  default_backend out
                backend out
                  server nginx 127.0.0.1:%d
                """.formatted(port, backend);
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
