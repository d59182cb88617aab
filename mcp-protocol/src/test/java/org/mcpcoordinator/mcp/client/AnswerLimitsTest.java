package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerLimitsTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void end() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private McpClient connect(Duration timeout) throws IOException, InterruptedException {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
        return McpClient.connect(HttpClient.newHttpClient(), endpoint, Map.of(), timeout, "test");
    }

    @Test
    void anAnswerThatStopsInTheMiddleEndsAtTheTimeLimit() {
        server.createContext("/mcp", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"jsonrpc\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });

        long began = System.nanoTime();
        assertThatThrownBy(() -> connect(Duration.ofMillis(300))).isInstanceOf(HttpTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anAnswerWithoutEndIsGivenUpAtItsLimit() {
        server.createContext("/mcp", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            byte[] piece = new byte[1 << 20];
            try (OutputStream body = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    body.write(piece);
                }
            }
        });

        assertThatThrownBy(() -> connect(Duration.ofSeconds(30)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(HttpTimeoutException.class)
                .hasMessageContaining(Integer.toString(ClientSettings.LARGEST));
    }

    @Test
    void anAnswerOfMillionsOfValuesIsNotRead() {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"many\":[" + "{},".repeat(400_000) + "{}]}}";
        Answer answer =
                Answers.read(200, "application/json", body.getBytes(StandardCharsets.UTF_8), IntNode.valueOf(1));

        assertThat(answer).isInstanceOf(Answer.Unreadable.class);
    }

    @Test
    void manySessionsAreOpenedAtOnceWithoutAThreadForEach() {
        server.createContext("/mcp", exchange -> {
            try {
                over.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        ExecutorService one = Executors.newSingleThreadExecutor();
        HttpClient http = HttpClient.newBuilder().executor(one).build();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
        List<CompletableFuture<String>> sessions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sessions.add(SessionOpening.open(http, endpoint, Map.of(), Duration.ofMillis(300), "test", null));
        }

        for (CompletableFuture<String> session : sessions) {
            assertThatThrownBy(() -> session.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
        one.shutdownNow();
    }
}
