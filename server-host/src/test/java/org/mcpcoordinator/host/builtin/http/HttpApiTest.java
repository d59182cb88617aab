package org.mcpcoordinator.host.builtin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.host.builtin.Calls;

class HttpApiTest {
    @TempDir
    Path directory;

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private ExecutorService threads;
    private HttpServer service;
    private String address;

    @BeforeEach
    void start() throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        threads = Executors.newCachedThreadPool();
        service.setExecutor(threads);
        service.createContext("/", this::answer);
        service.start();
        address = "http://127.0.0.1:" + service.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        release.countDown();
        service.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        seen.add(exchange.getRequestMethod() + " " + path + " "
                + exchange.getRequestHeaders().getFirst("X-Key"));
        if (path.startsWith("/api/slow")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('a');
            exchange.getResponseBody().flush();
            await();
        } else if (path.startsWith("/api/out")) {
            exchange.getResponseHeaders().set("Location", address + "/secret");
            exchange.sendResponseHeaders(302, -1);
        } else if (path.startsWith("/api/in")) {
            exchange.getResponseHeaders().set("Location", "/api/items?from=in");
            exchange.sendResponseHeaders(302, -1);
        } else if (path.startsWith("/api/loop")) {
            exchange.getResponseHeaders().set("Location", "/api/loop");
            exchange.sendResponseHeaders(302, -1);
        } else {
            byte[] body = (path.startsWith("/api/big") ? "x".repeat(100_000) : "you asked " + path)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(path.startsWith("/api/none") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Calls calls(String more) throws Exception {
        return Calls.of("http-api", "{\"base\":\"" + address + "/api\"" + more + "}", directory);
    }

    @Test
    void requestsBelowTheBaseAreSentWithTheConfiguredHeaders() throws Exception {
        try (Calls calls = calls(",\"headers\":{\"X-Key\":\"k1\"}")) {
            JsonNode answer = calls.json("request", "{\"path\":\"/items\",\"query\":{\"q\":\"a b/c\",\"n\":2}}");
            assertThat(answer.path("status").asInt()).isEqualTo(200);
            assertThat(answer.path("body").asText()).isEqualTo("you asked /api/items?q=a%20b%2Fc&n=2");
            assertThat(seen).containsExactly("GET /api/items?q=a%20b%2Fc&n=2 k1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret", "..", "/a/../../secret", "/%2e%2e/secret", "/%2E./secret", "//evil.example/x",
                        "/a\\\\..\\\\b",
                "/a%2f..%2fsecret", "/a%5c..", "/a b", "/x#y", "/./x", "@evil.example/", "http://evil.example/"
            })
    void nothingOutsideTheBaseIsAsked(String path) throws Exception {
        try (Calls calls = calls("")) {
            String answer = calls.call("request", "{\"path\":\"" + path + "\"}").toString();
            assertThat(seen)
                    .allSatisfy(request ->
                            assertThat(request).startsWith("GET /api/").doesNotContain("secret"));
            assertThat(answer)
                    .satisfiesAnyOf(
                            text -> assertThat(text).contains("\"isError\":true"),
                            text -> assertThat(text).contains("you asked /api/"));
        }
    }

    @Test
    void redirectsAreFollowedInsideTheBaseOnlyAndNotForEver() throws Exception {
        try (Calls calls = calls("")) {
            assertThat(calls.json("request", "{\"path\":\"/in\"}").path("body").asText())
                    .isEqualTo("you asked /api/items?from=in");
            assertThat(calls.failure("request", "{\"path\":\"/out\"}")).contains("would leave");
            assertThat(calls.failure("request", "{\"path\":\"/loop\"}")).contains("redirected more than");
            assertThat(seen).noneMatch(request -> request.contains("/secret"));
        }
    }

    @Test
    void onlyAllowedMethodsAreSent() throws Exception {
        try (Calls calls = calls("")) {
            assertThat(calls.failure("request", "{\"path\":\"/items\",\"method\":\"DELETE\"}"))
                    .contains("allowed are GET");
            assertThat(seen).isEmpty();
        }
        try (Calls calls = calls(",\"methods\":[\"POST\"]")) {
            calls.json("request", "{\"path\":\"/items\",\"method\":\"POST\",\"body\":\"{}\"}");
            assertThat(seen).containsExactly("POST /api/items null");
        }
    }

    @Test
    void slowAndLongAnswersAreCutAndErrorsAreToolErrors() throws Exception {
        try (Calls calls = calls(",\"timeoutMillis\":300,\"maxBytes\":1024")) {
            assertThat(calls.failure("request", "{\"path\":\"/slow\"}")).contains("did not answer within 300 ms");
            JsonNode big = calls.json("request", "{\"path\":\"/big\"}");
            assertThat(big.path("body").asText()).hasSize(1024);
            assertThat(big.path("cut").asBoolean()).isTrue();
            assertThat(calls.failure("request", "{\"path\":\"/none\"}")).contains("\"status\":404");
        }
        try (Calls calls = Calls.of("http-api", "{\"base\":\"http://127.0.0.1:1\"}", directory)) {
            assertThat(calls.failure("request", "{}")).contains("cannot be reached");
        }
    }

    @Test
    void operationsAreToolsOfTheirOwn() throws Exception {
        String operations = ",\"request\":false,\"operations\":[{\"name\":\"item\",\"description\":\"One item\","
                + "\"path\":\"/items/{id}\",\"query\":{\"full\":\"All fields\"}}]";
        try (Calls calls = calls(operations)) {
            assertThat(calls.tools()).containsExactly("item");
            assertThat(calls.json("item", "{\"id\":\"a?b\",\"full\":true}")
                            .path("body")
                            .asText())
                    .isEqualTo("you asked /api/items/a%3Fb?full=true");
            assertThat(calls.failure("item", "{\"id\":\"../x\"}")).contains("one plain segment");
            assertThat(calls.failure("item", "{}")).contains("id: is missing");
        }
    }

    @Test
    void theCoordinatorsAddressIsReadAnewAtEachCall() throws Exception {
        try (Calls calls = Calls.of("http-api", "{\"base\":\"coordinator:/api\"}", directory)) {
            assertThat(calls.failure("request", "{\"path\":\"/items\"}")).contains("not known on this host yet");
            Files.writeString(directory.resolve("coordinator.json"), "{\"url\":\"" + address + "/\",\"token\":\"t\"}");
            assertThat(calls.json("request", "{\"path\":\"/items\"}")
                            .path("status")
                            .asInt())
                    .isEqualTo(200);
        }
    }
}
