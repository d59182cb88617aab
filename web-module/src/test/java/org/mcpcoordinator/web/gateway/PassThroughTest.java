package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.TestingGateway.PING;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import io.undertow.Undertow;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PassThroughTest {
    private final TestingGateway testing = new TestingGateway();
    private final AtomicReference<Map<String, String>> seen = new AtomicReference<>(Map.of());

    @AfterEach
    void close() throws Exception {
        testing.close();
    }

    private static Map<String, String> flat(HeaderMap headers) {
        Map<String, String> flat = new ConcurrentHashMap<>();
        headers.forEach(values -> flat.put(values.getHeaderName().toString().toLowerCase(), values.getFirst()));
        return flat;
    }

    @Test
    void aCallReachesTheServerAndItsAnswerTheClient() throws Exception {
        Undertow server = testing.blocking(exchange -> {
            String body = TestingGateway.body(exchange);
            exchange.getResponseHeaders().put(new HttpString("Content-Type"), "application/json");
            exchange.setStatusCode(202);
            exchange.getResponseSender()
                    .send(exchange.getRequestMethod() + " " + exchange.getRequestPath() + " " + body);
        });
        testing.route("files-1", mcp(server));
        HttpResponse<String> answer = testing.post("files-1", PING);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("POST /mcp " + PING);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        TestingGateway.until(() -> testing.figures.calls() == 1);
        assertThat(testing.figures.failures()).isZero();
        assertThat(testing.figures.inFlight()).isZero();
        assertThat(testing.figures.latencies().count()).isEqualTo(1);
    }

    @Test
    void getAndDeletePassToo() throws Exception {
        Undertow server = testing.blocking(exchange ->
                exchange.getResponseSender().send(exchange.getRequestMethod().toString()));
        testing.route("s", mcp(server));
        HttpRequest get = testing.request("/mcp/s/s").GET().build();
        HttpRequest delete = testing.request("/mcp/s/s").DELETE().build();
        assertThat(testing.client
                        .send(get, HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("GET");
        assertThat(testing.client
                        .send(delete, HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("DELETE");
    }

    @Test
    void headersOfTheProtocolPassAndCredentialsStay() throws Exception {
        Undertow server = testing.blocking(exchange -> {
            seen.set(flat(exchange.getRequestHeaders()));
            TestingGateway.body(exchange);
        });
        testing.route("s", Map.of("X-Api-Key", "theirs", "Authorization", "Bearer theirs"), mcp(server));
        testing.post(
                "s",
                PING,
                "Authorization",
                "Bearer mine",
                "Cookie",
                "JSESSIONID=1",
                "Origin",
                "http://x",
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "ping",
                "Mcp-Name",
                "n",
                "Mcp-Param-Region",
                "eu",
                "Mcp-Session-Id",
                "abc",
                "Last-Event-ID",
                "9",
                "traceparent",
                "00-1",
                "X-Forwarded-For",
                "6.6.6.6",
                "Sec-Fetch-Mode",
                "cors",
                "X-Api-Key",
                "mine");
        assertThat(seen.get())
                .containsEntry("mcp-protocol-version", "2026-07-28")
                .containsEntry("mcp-method", "ping")
                .containsEntry("mcp-name", "n")
                .containsEntry("mcp-param-region", "eu")
                .containsEntry("mcp-session-id", "abc")
                .containsEntry("last-event-id", "9")
                .containsEntry("traceparent", "00-1")
                .containsEntry("accept", "application/json, text/event-stream")
                .containsEntry("host", "127.0.0.1:" + TestingGateway.port(server))
                .containsEntry("authorization", "Bearer theirs")
                .containsEntry("x-api-key", "theirs")
                .doesNotContainKeys("cookie", "origin", "x-forwarded-for", "sec-fetch-mode");
    }

    @Test
    void theClientsAuthorizationNeverLeavesUs() throws Exception {
        Undertow server = testing.blocking(exchange -> {
            seen.set(flat(exchange.getRequestHeaders()));
            TestingGateway.body(exchange);
        });
        testing.route("s", mcp(server));
        testing.post("s", PING, "Authorization", "Bearer mine");
        assertThat(seen.get()).isNotEmpty().doesNotContainKey("authorization");
    }

    @Test
    void aServersCookiesAndLoginStayBehind() throws Exception {
        Undertow server = testing.blocking(exchange -> {
            TestingGateway.body(exchange);
            exchange.setStatusCode(401);
            exchange.getResponseHeaders()
                    .put(new HttpString("Set-Cookie"), "JSESSIONID=theirs")
                    .put(new HttpString("WWW-Authenticate"), "Basic realm=theirs")
                    .put(new HttpString("X-Theirs"), "kept");
        });
        testing.route("s", mcp(server));
        HttpResponse<String> answer = testing.post("s", PING);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().map()).containsKey("x-theirs").doesNotContainKeys("set-cookie", "www-authenticate");
    }

    @Test
    void hopByHopHeadersStayOnTheirHop() throws Exception {
        Undertow server = testing.blocking(exchange -> {
            seen.set(flat(exchange.getRequestHeaders()));
            exchange.getResponseHeaders()
                    .put(new HttpString("Connection"), "X-Hop")
                    .put(new HttpString("X-Hop"), "theirs");
        });
        testing.route("s", mcp(server));
        Socket socket = testing.raw("GET /mcp/s/s HTTP/1.1\r\nHost: h\r\nConnection: X-Mine\r\nX-Mine: 1\r\n"
                + "TE: trailers\r\nKeep-Alive: timeout=5\r\nX-Kept: 1\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        String answer = new String(socket.getInputStream().readAllBytes());
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("X-Hop: theirs");
        assertThat(seen.get()).containsKey("x-kept").doesNotContainKeys("x-mine", "te", "keep-alive");
    }

    @Test
    void theRoutesOwnQueryAndTheClientsAreBothSent() throws Exception {
        Undertow server = testing.blocking(exchange ->
                exchange.getResponseSender().send(exchange.getRequestPath() + "?" + exchange.getQueryString()));
        testing.route("s", URI.create("http://127.0.0.1:" + TestingGateway.port(server) + "/deep/mcp?k=1"));
        HttpRequest get = testing.request("/mcp/s/s?x=2").GET().build();
        assertThat(testing.client
                        .send(get, HttpResponse.BodyHandlers.ofString())
                        .body())
                .isEqualTo("/deep/mcp?k=1&x=2");
    }

    @Test
    void connectionsToTheServerAreKept() throws Exception {
        Set<Object> connections = ConcurrentHashMap.newKeySet();
        Undertow server = testing.blocking(exchange -> {
            connections.add(exchange.getConnection());
            TestingGateway.body(exchange);
        });
        testing.route("s", mcp(server));
        for (int i = 0; i < 50; i++) {
            testing.post("s", PING);
        }
        assertThat(connections).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aLargeBodyAndALargeAnswerPassWithoutBeingHeld() throws Exception {
        testing.close();
        long size = 200L * 1024 * 1024;
        AtomicLong received = new AtomicLong();
        try (TestingGateway wide = new TestingGateway(new GatewayConfig(Duration.ofSeconds(60), size * 2, 8))) {
            Undertow server = wide.blocking(exchange -> {
                byte[] buffer = new byte[65_536];
                var in = exchange.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    received.addAndGet(n);
                }
                for (long sent = 0; sent < size; sent += buffer.length) {
                    exchange.getOutputStream().write(buffer);
                }
            });
            wide.route("s", mcp(server));
            byte[] part = new byte[65_536];
            HttpRequest request = wide.request("/mcp/s/s")
                    .timeout(Duration.ofSeconds(60))
                    .POST(HttpRequest.BodyPublishers.ofByteArrays(() -> Stream.generate(() -> part)
                            .limit(size / part.length)
                            .iterator()))
                    .build();
            AtomicLong returned = new AtomicLong();
            int status = wide.client
                    .send(
                            request,
                            HttpResponse.BodyHandlers.ofByteArrayConsumer(bytes ->
                                    returned.addAndGet(bytes.map(b -> b.length).orElse(0))))
                    .statusCode();
            // The test's heap is 512 MB and holds client, gateway and server: 400 MB held anywhere would end it.
            assertThat(status).isEqualTo(200);
            assertThat(received).hasValue(size);
            assertThat(returned).hasValue(size);
        }
    }

    @Test
    void otherPathsAreNotOurs() throws Exception {
        for (String path : new String[] {"/", "/mcpx", "/api/v1/fleet"}) {
            HttpRequest get = testing.request(path).GET().build();
            assertThat(testing.client
                            .send(get, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(418);
        }
    }
}
