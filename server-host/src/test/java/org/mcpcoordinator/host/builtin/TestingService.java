package org.mcpcoordinator.host.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mcpcoordinator.mcp.Json;

/** An HTTP service on loopback that answers as a test says and remembers what it was asked. */
public final class TestingService implements AutoCloseable {
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final HttpServer http;
    private final Answers answers;

    /** What is answered. */
    public interface Answers {
        Told to(Asked asked);
    }

    /** A request as it came in. */
    public record Asked(String method, String path, String query, String authorization, JsonNode body) {}

    /** An answer; a negative status is none within reasonable time. */
    public record Told(int status, String body, String header, String value) {
        public static Told json(int status, String body) {
            return new Told(status, body, "X-Nothing", "");
        }
    }

    public TestingService(Answers answers) throws IOException {
        this.answers = answers;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    public String address() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** The newest request. */
    public Asked last() {
        return asked.get(asked.size() - 1);
    }

    public List<Asked> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Asked request = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : URLDecoder.decode(query, StandardCharsets.UTF_8),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                body.length == 0 ? Json.object() : Json.read(body));
        asked.add(request);
        Told told = answers.to(request);
        if (told.status() < 0) {
            await();
        }
        byte[] bytes = told.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set(told.header(), told.value());
        exchange.sendResponseHeaders(Math.abs(told.status()), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        released.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
