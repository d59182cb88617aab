package org.mcpcoordinator.mcp.client.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;

/** An authorization server that is also the server its tokens are for; it remembers what it was asked. */
final class TestingIssuer implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger given = new AtomicInteger();

    /** Named as the one who gives tokens; itself at first. */
    volatile String issuer;

    volatile @Nullable String redirect;
    volatile boolean refreshing;
    volatile int status = 200;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    TestingIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        issuer = base();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI endpoint() {
        return URI.create(base() + "/mcp");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(path + (body.isEmpty() ? "" : " " + body));
        if (redirect != null) {
            exchange.getResponseHeaders().set("Location", redirect);
            send(exchange, 302, Json.object());
        } else if (path.equals("/.well-known/oauth-protected-resource/mcp")) {
            ObjectNode resource = Json.object().put("resource", endpoint().toString());
            resource.putArray("authorization_servers").add(issuer);
            send(exchange, 200, resource);
        } else if (path.equals("/.well-known/oauth-authorization-server")) {
            ObjectNode metadata = Json.object().put("issuer", base()).put("token_endpoint", base() + "/token");
            send(exchange, 200, metadata);
        } else if (path.equals("/token")) {
            token(exchange);
        } else {
            send(exchange, 404, Json.object());
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        if (status != 200) {
            send(exchange, status, Json.object().put("error", "invalid_grant"));
            return;
        }
        ObjectNode token = Json.object()
                .put("access_token", "t" + given.incrementAndGet())
                .put("token_type", "bearer")
                .put("expires_in", 100);
        if (refreshing) {
            token.put("refresh_token", "r");
        }
        send(exchange, 200, token);
    }

    private static void send(HttpExchange exchange, int status, ObjectNode content) throws IOException {
        byte[] bytes = Json.bytes(content);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
