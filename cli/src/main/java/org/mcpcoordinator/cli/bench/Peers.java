package org.mcpcoordinator.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mcpcoordinator.cli.terminal.Refusal;

/** nginx with one fixed MCP answer, and HAProxy before it: the backend and the yardstick of the gateway's bench. */
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
    private final int nginxPort;
    private final int haproxyPort;

    private Peers(Path folder, Process nginx, int nginxPort, Process haproxy, int haproxyPort) {
        this.folder = folder;
        this.nginx = nginx;
        this.nginxPort = nginxPort;
        this.haproxy = haproxy;
        this.haproxyPort = haproxyPort;
    }

    /** Starts both on loopback, or nothing where one of them is missing. */
    static Optional<Peers> start() throws IOException {
        Optional<Path> nginx = Programs.find("nginx");
        Optional<Path> haproxy = Programs.find("haproxy");
        if (nginx.isEmpty() || haproxy.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("bench-peers");
        int backendPort = freePort();
        int proxyPort = freePort();
        Path nginxFile = Files.writeString(folder.resolve("nginx.conf"), nginxFile(folder, backendPort));
        Path haproxyFile = Files.writeString(folder.resolve("haproxy.cfg"), haproxyFile(backendPort, proxyPort));
        Process first = run(folder, nginx.get(), "-p", folder.toString(), "-c", nginxFile.toString());
        Process second = run(folder, haproxy.get(), "-db", "-f", haproxyFile.toString());
        Peers peers = new Peers(folder, first, backendPort, second, proxyPort);
        try {
            Target.await("nginx and HAProxy listen", 10, () -> listens(backendPort) && listens(proxyPort));
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
                  }
                }
                """.formatted(folder, port, ANSWER, LIST);
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
        for (Process process : List.of(haproxy, nginx)) {
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
