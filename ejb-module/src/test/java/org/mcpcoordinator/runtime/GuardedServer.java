package org.mcpcoordinator.runtime;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.mcpcoordinator.mcp.Json;

/** A server that wants tokens, and gives them itself: each good for 100 s, the newest only. */
final class GuardedServer implements AutoCloseable {
    final AtomicInteger given = new AtomicInteger();
    volatile boolean givesNone;

    private final HttpServer server;

    GuardedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return url("/mcp");
    }

    String url(String path) {
        return base() + path;
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource/sse" ->
                send(
                        exchange,
                        200,
                        "{\"resource\": \"" + url(path.substring(path.lastIndexOf('/')))
                                + "\", \"authorization_servers\": [\"" + base() + "\"]}");
            case "/.well-known/oauth-authorization-server" ->
                send(exchange, 200, "{\"issuer\": \"" + base() + "\", \"token_endpoint\": \"" + base() + "/token\"}");
            case "/token" ->
                send(
                        exchange,
                        givesNone ? 400 : 200,
                        givesNone
                                ? "{\"error\": \"invalid_client\"}"
                                : "{\"access_token\": \"t" + given.incrementAndGet()
                                        + "\", \"token_type\": \"Bearer\", \"expires_in\": 100}");
            case "/mcp" -> mcp(exchange, body);
            case "/sse" -> sse(exchange);
            default -> send(exchange, 404, "{}");
        }
    }

    private boolean refuses(HttpExchange exchange) throws IOException {
        boolean known = ("Bearer t" + given).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!known) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            send(exchange, 401, "{}");
        }
        return !known;
    }

    /** A stream that nobody ends but who asked for it. */
    private void sse(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            send(exchange, 405, "{}");
        } else if (!refuses(exchange)) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("event: endpoint\ndata: /message\n\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private void mcp(HttpExchange exchange, byte[] body) throws IOException {
        if (refuses(exchange)) {
            return;
        }
        send(
                exchange,
                200,
                "{\"jsonrpc\": \"2.0\", \"id\": " + Json.read(body).path("id")
                        + ", \"result\": {\"supportedVersions\": [\"2026-07-28\"], \"capabilities\": {}}}");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
