package org.mcpcoordinator.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small HTTP server that answers as it was told and keeps what it was asked. */
final class TestingApi implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new HashMap<>();
    private final List<Asked> asked = new ArrayList<>();

    /** Instead of a status: the connection breaks before an answer. */
    static final int BROKEN = 0;

    record Answer(int status, String body) {}

    record Asked(String method, String path, String authorization, String key, String body) {}

    TestingApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Answers the next request of that kind so; the last answer is kept for all that follow. */
    TestingApi answer(String method, String path, int status, String body) {
        answers.computeIfAbsent(method + " " + path, key -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        asked.add(new Asked(
                exchange.getRequestMethod(),
                path,
                authorization == null ? "" : authorization,
                key == null ? "" : key,
                body));
        Deque<Answer> waiting = answers.get(exchange.getRequestMethod() + " " + path);
        Answer answer = waiting == null
                ? new Answer(404, "{\"title\":\"Nothing is here\",\"code\":\"NOT_FOUND\"}")
                : waiting.size() > 1 ? waiting.removeFirst() : waiting.getFirst();
        if (answer.status() == BROKEN) {
            exchange.close();
            return;
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
