package org.mcpcoordinator.cli.stdio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mcpcoordinator.mcp.McpHeaders;

/** A server behind a gateway: answers each method as it was told, and keeps what it was asked. */
final class TestingGateway implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Answering> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    interface Answering {
        void answer(Asked asked, HttpExchange exchange) throws IOException;
    }

    /** What came; {@code kind} is the JSON-RPC method, or that of HTTP where there is no body. */
    record Asked(String kind, String body, Map<String, List<String>> headers) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().get(0))
                    .findFirst()
                    .orElse("");
        }

        String id() {
            return Exchange.json(body.getBytes(StandardCharsets.UTF_8))
                    .path("id")
                    .toString();
        }

        String session() {
            return header(McpHeaders.SESSION_ID);
        }
    }

    TestingGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp/s/a");
    }

    TestingGateway on(String kind, Answering answering) {
        answers.put(kind, answering);
        return this;
    }

    /** Answers with a result, under the id of the request. */
    TestingGateway result(String kind, String result) {
        return on(
                kind,
                (question, exchange) -> json(
                        exchange,
                        200,
                        "{\"jsonrpc\":\"2.0\",\n\"id\":" + question.id() + ",\"result\":" + result + "}"));
    }

    List<Asked> asked(String kind) {
        return asked.stream().filter(each -> each.kind().equals(kind)).toList();
    }

    static void json(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Begins a stream, which stays open until the exchange is closed. */
    static void stream(HttpExchange exchange, String events) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String method = Exchange.json(body.getBytes(StandardCharsets.UTF_8))
                .path("method")
                .asText(body.isEmpty() ? exchange.getRequestMethod() : "answer");
        Asked question = new Asked(method, body, Map.copyOf(exchange.getRequestHeaders()));
        asked.add(question);
        Answering answering = answers.get(method);
        if (answering != null) {
            answering.answer(question, exchange);
        } else {
            json(exchange, method.equals("GET") ? 405 : 202, "");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
