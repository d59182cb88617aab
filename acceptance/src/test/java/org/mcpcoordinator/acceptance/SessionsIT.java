package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that keeps each session until it is told to end it, and clients that never tell it. */
@ExtendWith(RunningProduct.Provider.class)
class SessionsIT {
    private static final int OPENED = 10_000;
    private static final int KEPT = 2_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final RunningProduct product;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private HttpServer server;
    private String token;
    private long tokenId;

    SessionsIT(RunningProduct product) {
        this.product = product;
    }

    @BeforeEach
    void deployIt() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/mcp", this::serve);
        server.start();
        apply("  - {name: hoarder, category: api, url: \"http://127.0.0.1:%d/mcp\"}"
                .formatted(server.getAddress().getPort()));
        JsonNode made = RunningProduct.json(product.post("tokens", "{\"name\":\"careless\",\"role\":\"viewer\"}")
                .body());
        token = made.path("token").asText();
        tokenId = made.path("id").asLong();
    }

    @AfterEach
    void takeItAway() throws IOException {
        apply("  []", "--allow-remove", "1");
        server.stop(0);
        threads.shutdownNow();
    }

    private void apply(String servers, String... more) throws IOException {
        Path file = Files.createTempFile("hoarder", ".yaml");
        Files.writeString(file, "fleet: hoarders\nservers:\n" + servers + "\n");
        String[] command = new String[5 + more.length];
        System.arraycopy(new String[] {"apply", file.toString(), "--profile", "quick", "--watch"}, 0, command, 0, 5);
        System.arraycopy(more, 0, command, 5, more.length);
        Commands.Outcome applied = product.coordinator(command);
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String session = String.valueOf(exchange.getRequestHeaders().getFirst(LegacyTalk.SESSION));
        String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String method = asked.isEmpty()
                ? exchange.getRequestMethod()
                : RunningProduct.json(asked).path("method").asText();
        switch (method) {
            case "DELETE" -> exchange.sendResponseHeaders(open.remove(session) ? 200 : 404, -1);
            case "initialize" -> {
                String id = "theirs-" + opened.incrementAndGet();
                open.add(id);
                most.accumulateAndGet(open.size(), Math::max);
                exchange.getResponseHeaders().add(LegacyTalk.SESSION, id);
                answer(exchange, asked, """
                        {"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
                        "serverInfo":{"name":"hoarder","version":"1"}}""");
            }
            case "ping" -> answer(exchange, asked, "{}");
            case "tools/list" -> answer(exchange, asked, "{\"tools\":[]}");
            case "notifications/initialized" -> exchange.sendResponseHeaders(202, -1);
            default -> exchange.sendResponseHeaders(400, -1);
        }
        exchange.close();
    }

    private static void answer(HttpExchange exchange, String asked, String result) throws IOException {
        byte[] answer = ("{\"jsonrpc\":\"2.0\",\"id\":"
                        + RunningProduct.json(asked).path("id") + ",\"result\":" + result + "}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    private HttpRequest.Builder careless() {
        return HttpRequest.newBuilder(product.base().resolve("mcp/s/hoarder"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    @Test
    void tenThousandSessionsThatNobodyEndsAreEndedAndAStolenOneIsNobodys() throws Exception {
        Semaphore atOnce = new Semaphore(64);
        Set<String> refused = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < OPENED; i++) {
            atOnce.acquire();
            var unused = http.sendAsync(LegacyTalk.greeting(careless()).build(), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((answer, failure) -> {
                        atOnce.release();
                        if (answer == null || answer.statusCode() != 200) {
                            refused.add(answer == null ? failure.toString() : answer.statusCode() + answer.body());
                        }
                    });
        }
        atOnce.acquire(64);
        assertThat(refused).isEmpty();
        // Those of the coordinator's own that look after the server are there too.
        Await.until("most are ended", SOON, () -> open.size() <= KEPT + 5);
        assertThat(most.get()).isLessThan(KEPT + 1_500);

        HttpResponse<String> last = product.send(LegacyTalk.greeting(careless()).build());
        String session = last.headers().firstValue(LegacyTalk.SESSION).orElseThrow();
        assertThat(product.send(LegacyTalk.ping(careless(), session).build()).statusCode())
                .isEqualTo(200);
        HttpResponse<String> stolen = product.send(
                LegacyTalk.ping(product.request("mcp/s/hoarder"), session).build());
        HttpResponse<String> invented = product.send(
                LegacyTalk.ping(product.request("mcp/s/hoarder"), "theirs-0").build());
        assertThat(stolen.statusCode()).isEqualTo(404);
        assertThat(stolen.body()).isEqualTo(invented.body());

        product.send(product.request("api/v1/tokens/" + tokenId).DELETE().build());
        Await.until("with its token all of its sessions end", SOON, () -> open.size() <= 5);
    }
}
