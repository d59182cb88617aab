package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A node's listener for servers that speak HTTP+SSE, without any server behind it. */
final class TestingListener implements AutoCloseable {
    /** What callers show. */
    final Set<String> shown = ConcurrentHashMap.newKeySet();

    /** Which servers they mean. */
    final Set<String> targets = ConcurrentHashMap.newKeySet();

    private final AtomicInteger away;
    private final HttpServer server;

    /** @param away how often nobody is there at first */
    TestingListener(int away) throws IOException {
        this.away = new AtomicInteger(away);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/sse/trial", this::answer);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/sse/trial";
    }

    private void answer(HttpExchange exchange) throws IOException {
        shown.add(exchange.getRequestHeaders().getFirst("Authorization"));
        String target = exchange.getRequestHeaders().getFirst("Coordinator-Upstream");
        targets.add(new String(Base64.getUrlDecoder().decode(target), StandardCharsets.UTF_8));
        JsonNode message = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
        String head = "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id");
        if (away.getAndDecrement() > 0) {
            send(exchange, 502, head + ",\"error\":{\"code\":-32603,\"message\":\"nobody listens\"}}");
        } else if (message.path("method").asText().equals("initialize")) {
            send(
                    exchange,
                    200,
                    head + ",\"result\":{\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},"
                            + "\"serverInfo\":{\"name\":\"old\",\"version\":\"1\"}}}");
        } else if (message.has("id")) {
            send(exchange, 200, head + ",\"result\":{\"tools\":[{\"name\":\"echo\"}]}}");
        } else {
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        }
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
