package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mcpcoordinator.web.gateway.TestingGateway.PING;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.Undertow;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestingGateway testing = new TestingGateway(new GatewayConfig(Duration.ofSeconds(1), 100_000, 64));

    @AfterEach
    void close() throws Exception {
        testing.close();
    }

    private static void assertError(HttpResponse<String> answer, int status, String code, String id) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        JsonNode body = JSON.readTree(answer.body());
        assertThat(body.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(body.path("id").toString()).isEqualTo(id);
        assertThat(body.path("error").path("data").path("code").asText()).isEqualTo(code);
        assertThat(body.path("error").path("code").asInt()).isPositive();
        assertThat(body.path("error").path("message").asText()).isNotEmpty();
    }

    @Test
    void anUnknownServerIs404AndTheErrorNamesTheCall() throws Exception {
        assertError(testing.post("nobody-here", PING), 404, "SERVER_NOT_FOUND", "7");
        assertError(
                testing.post("nobody-here", "{\"method\":\"x\",\"params\":{\"id\":1},\"id\":\"a-1\"}"),
                404,
                "SERVER_NOT_FOUND",
                "\"a-1\"");
    }

    @Test
    void aBodyThatIsNoJsonIsAnsweredWithoutAnId() throws Exception {
        assertError(testing.post("nobody-here", "no json {"), 404, "SERVER_NOT_FOUND", "null");
        assertError(testing.post("nobody-here", ""), 404, "SERVER_NOT_FOUND", "null");
        assertError(testing.post("nobody-here", " ".repeat(90_000) + PING), 404, "SERVER_NOT_FOUND", "null");
    }

    @Test
    void aKnownServerThatIsAwayIs503AtOnce() throws Exception {
        try (TestingGateway patient = patient()) {
            patient.route("s", mcp(patient.closedPort()));
            assertError(patient.post("asleep", PING), 503, "SERVER_AWAY", "7");
        }
    }

    @Test
    void aRefusedConnectionIs503AtOnce() throws Exception {
        try (TestingGateway patient = patient()) {
            patient.route("s", mcp(patient.closedPort()));
            assertError(patient.post("s", PING), 503, "SERVER_AWAY", "7");
            TestingGateway.until(() -> patient.figures.failures() == 1);
        }
    }

    /** One that waits for longer than the client of the test does: what is answered here was answered at once. */
    private static TestingGateway patient() {
        return new TestingGateway(new GatewayConfig(Duration.ofMinutes(5), 100_000, 64));
    }

    @Test
    void aServerThatHangsIs504AtItsLimitAndOthersDoNotNotice() throws Exception {
        ServerSocket hole = testing.socket();
        testing.route("s", mcp(hole.getLocalPort()));
        long start = System.nanoTime();
        CompletableFuture<HttpResponse<String>> hanging = testing.client.sendAsync(
                testing.request("/mcp/s/s")
                        .POST(HttpRequest.BodyPublishers.ofString(PING))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertError(testing.post("asleep", PING), 503, "SERVER_AWAY", "7");
        assertError(hanging.get(), 504, "SERVER_SILENT", "7");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isGreaterThan(Duration.ofMillis(950));
    }

    @Test
    void aConnectionClosedInsteadOfAnAnswerIs502AndNotTriedAgain() throws Exception {
        ServerSocket cutting = testing.socket();
        CompletableFuture<Integer> accepted = CompletableFuture.supplyAsync(() -> {
            int count = 0;
            try {
                cutting.setSoTimeout(1_500);
                while (true) {
                    try (Socket socket = cutting.accept()) {
                        count++;
                        readHead(socket.getInputStream());
                    }
                }
            } catch (java.io.IOException done) {
                return count;
            }
        });
        testing.route("s", mcp(cutting.getLocalPort()), mcp(cutting.getLocalPort()));
        String call = "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{\"name\":\"pay\"}}";
        assertError(testing.post("s", call), 502, "SERVER_CUT", "8");
        assertThat(accepted.get()).isEqualTo(1);
    }

    private static void readHead(InputStream in) throws java.io.IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
    }

    @Test
    void anAnswerThatStopsHalfWayEndsTheClientsConnectionToo() throws Exception {
        ServerSocket half = testing.socket();
        CompletableFuture.runAsync(() -> {
            try (Socket socket = half.accept()) {
                readHead(socket.getInputStream());
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException broken) {
                throw new java.io.UncheckedIOException(broken);
            }
        });
        testing.route("s", mcp(half.getLocalPort()));
        Socket client = testing.raw("GET /mcp/s/s HTTP/1.1\r\nHost: h\r\n\r\n");
        String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(answer)
                .as("cut off, never made whole")
                .satisfiesAnyOf(
                        nothing -> assertThat(nothing).isEmpty(),
                        part -> assertThat(part).endsWith("half"));
    }

    @Test
    void aBodyOverTheLimitIs413EvenWithoutALength() throws Exception {
        Undertow server = testing.blocking(TestingGateway::body);
        testing.route("s", mcp(server));
        byte[] part = new byte[10_000];
        System.arraycopy(PING.getBytes(StandardCharsets.UTF_8), 0, part, 0, PING.length());
        Socket client = testing.raw("POST /mcp/s/s HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 15; i++) {
            client.getOutputStream().write("2710\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(part);
            client.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        client.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 413")
                .contains("BODY_TOO_LARGE", "\"id\":7", "coordinator.gateway.body-limit-bytes")
                .contains("HTTP/1.1 418");
    }

    @Test
    void whoSendsOnAfterARefusalIsCutOff() throws Exception {
        testing.route("s", mcp(testing.blocking(TestingGateway::body)));
        Socket client = testing.raw("POST /mcp/s/s HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        String part = "2710\r\n" + "x".repeat(10_000) + "\r\n";
        long start = System.nanoTime();
        assertThatThrownBy(() -> {
                    while (Duration.ofNanos(System.nanoTime() - start).toSeconds() < 30) {
                        client.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
                    }
                })
                .isInstanceOf(SocketException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void whoPromisesLargeBodiesAndSendsLittleTakesNoRoomFromOthers() throws Exception {
        try (TestingGateway wide = new TestingGateway(new GatewayConfig(Duration.ofSeconds(5), 16 << 20, 4))) {
            for (int i = 0; i < 8; i++) {
                wide.raw("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Accept: application/json, text/event-stream\r\nContent-Length: 16000000\r\n\r\n{");
            }
            HttpResponse<String> answer = wide.client.send(
                    wide.request("/mcp")
                            .POST(HttpRequest.BodyPublishers.ofString(PING))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatComesTooSlowlyIs408() throws Exception {
        try (TestingGateway hasty = new TestingGateway(new GatewayConfig(Duration.ofMillis(300), 1024, 4))) {
            Socket slow = hasty.raw("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nContent-Length: 100\r\n\r\n{");

            byte[] said = slow.getInputStream().readNBytes(12);
            assertThat(new String(said, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void otherMethodsAndOtherPathsAreRefusedByName() throws Exception {
        testing.route("s", mcp(testing.closedPort()));
        HttpRequest put = testing.request("/mcp/s/s")
                .PUT(HttpRequest.BodyPublishers.ofString(PING))
                .build();
        HttpResponse<String> answer = testing.client.send(put, HttpResponse.BodyHandlers.ofString());
        assertError(answer, 405, "METHOD_NOT_ALLOWED", "7");
        assertThat(answer.headers().firstValue("allow")).contains("POST, GET, DELETE");
        HttpRequest whole = testing.request("/mcp/x")
                .POST(HttpRequest.BodyPublishers.ofString(PING))
                .build();
        assertError(testing.client.send(whole, HttpResponse.BodyHandlers.ofString()), 404, "NOT_FOUND", "7");
    }

    @Test
    void withoutTheDoorNobodyIsServed() throws Exception {
        testing.route("s", mcp(testing.closedPort()));
        assertError(testing.post("s", PING, "Test-Caller", "nobody"), 401, "NOT_AUTHENTICATED", "7");
    }
}
