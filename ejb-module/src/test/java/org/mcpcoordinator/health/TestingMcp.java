package org.mcpcoordinator.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real MCP server of one kind on a port of its own. */
final class TestingMcp implements AutoCloseable {
    /** What it speaks. */
    enum Kind {
        MODERN,
        SESSIONS,
        SESSIONS_AS_STREAM,
        STATELESS,
        BOTH,
        NO_MCP
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Methods it was asked, in order; DELETE for a closed session. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    volatile Kind kind;

    TestingMcp(Kind kind) {
        this(kind, 0);
    }

    TestingMcp(Kind kind, int port) {
        this.kind = kind;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException busy) {
            throw new UncheckedIOException(busy);
        }
        server.createContext("/mcp", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/mcp";
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("DELETE")) {
            asked.add("DELETE");
            sessions.remove(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
            send(exchange, 200, "");
            return;
        }
        JsonNode request = JSON.readTree(body);
        String method = request.path("method").asText();
        asked.add(method);
        String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
        switch (kind) {
            case MODERN -> {
                boolean discover = method.equals("server/discover")
                        && "server/discover".equals(exchange.getRequestHeaders().getFirst("Mcp-Method"));
                if (discover) {
                    result(exchange, request, "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{}}");
                } else {
                    send(exchange, 404, error(request, -32601));
                }
            }
            case BOTH -> {
                if (method.equals("initialize")) {
                    sessions.add("s1");
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
                    result(exchange, request, "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}");
                } else {
                    result(exchange, request, "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{}}");
                }
            }
            case SESSIONS, SESSIONS_AS_STREAM -> {
                if (method.equals("initialize")) {
                    String id = "s" + System.nanoTime();
                    sessions.add(id);
                    exchange.getResponseHeaders().set("Mcp-Session-Id", id);
                    result(exchange, request, "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}");
                } else if (session == null || !sessions.contains(session)) {
                    send(exchange, 400, error(request, -32000));
                } else if (request.path("id").isMissingNode()) {
                    send(exchange, 202, "");
                } else {
                    result(exchange, request, "{}");
                }
            }
            case STATELESS -> {
                if (method.equals("initialize")) {
                    result(exchange, request, "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}");
                } else if (method.equals("tools/list")) {
                    result(exchange, request, "{\"tools\":[]}");
                } else if (request.path("id").isMissingNode()) {
                    send(exchange, 202, "");
                } else {
                    send(exchange, 200, error(request, -32601));
                }
            }
            case NO_MCP -> send(exchange, 200, "<html>hello</html>");
        }
    }

    private static String error(JsonNode request, int code) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"error\":{\"code\":" + code
                + ",\"message\":\"no\"}}";
    }

    private void result(HttpExchange exchange, JsonNode request, String result) throws IOException {
        String answer = "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + result + "}";
        if (kind != Kind.SESSIONS_AS_STREAM) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            send(exchange, 200, answer);
            return;
        }
        // The stream stays open after the answer, as a server may.
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(("data: \n\ndata: " + answer + "\n\n").getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
