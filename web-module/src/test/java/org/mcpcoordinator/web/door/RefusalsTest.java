package org.mcpcoordinator.web.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.door.TestingDoor.TOKEN;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    private final TestingDoor door = new TestingDoor();

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    /** Sends headers no client library would, and reads the whole answer. */
    private static String raw(TestingDoor door, String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String raw(String head) throws IOException {
        return raw(door, head);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/fleet", "/api", "/ws/live", "/metrics", "/mcp", "/mcp/s/x"})
    void withoutCredentialsNobodyEntersAndNoSessionIsMade(String path) throws Exception {
        HttpResponse<String> answer = door.get(path);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("NOT_AUTHENTICATED");
        assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/console/", "/health", "/health/ready", "/api/v1/login", "/apiary", "/mcpx"})
    void someAreasAreOpen(String path) throws Exception {
        assertThat(door.post(path, "a:b").statusCode()).isIn(200, path.endsWith("login") ? 401 : 200);
    }

    @Test
    void mcpClientsAreNeverAskedForBasic() throws Exception {
        assertThat(door.get("/mcp/s/x").headers().allValues("www-authenticate"))
                .containsExactly("Bearer realm=\"coordinator\"");
    }

    @Test
    void scriptsAreAskedForBasicAndPagesAreNot() throws Exception {
        assertThat(door.get("/api/v1/fleet")
                        .headers()
                        .firstValue("www-authenticate")
                        .orElseThrow())
                .startsWith("Basic ");
        for (String page : List.of("Sec-Fetch-Mode", "Sec-Fetch-Site", "X-Requested-With")) {
            assertThat(door.get("/api/v1/fleet", page, "cors").headers().firstValue("www-authenticate"))
                    .as(page)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:80",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "169.254.169.254",
                "[::2]",
                ""
            })
    void aForeignHostIs403AndTheSettingIsNamed(String host) throws Exception {
        for (String line : List.of("GET /api/v1/fleet", "POST /mcp/s/x", "GET /ws/live", "GET /console/")) {
            assertThat(raw(line + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + TOKEN))
                    .as(line)
                    .startsWith("HTTP/1.1 403")
                    .contains("FOREIGN_HOST", "coordinator.access.allowed-hosts");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@localhost",
                "localhost evil.example",
                "localhost/x",
                "localhost:80:80",
                "localhost:",
                "localhost:123456",
                "localhost:8o",
                "[::1]x"
            })
    void aHostThatIsNoneIsRefusedToo(String host) throws Exception {
        assertThat(raw("GET /api/v1/fleet HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + TOKEN))
                .startsWith("HTTP/1.1 40");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:8080"})
    void loopbackNamesAreServed(String host) throws Exception {
        assertThat(raw("GET /api/v1/fleet HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + TOKEN))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void balancersMayAskForHealthUnderAnyName() throws Exception {
        assertThat(raw("GET /health/ready HTTP/1.1\r\nHost: 10.0.0.7:8080")).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "null",
                "http://127.0.0.1:1",
                "https://localhost.evil.example",
                "127.0.0.1",
                "http://",
                "file://",
                "http://localhost:8080@evil.example"
            })
    void aForeignOriginIs403AndTheSettingIsNamed(String origin) throws Exception {
        for (String line : List.of("GET /api/v1/fleet", "POST /mcp/s/x", "GET /ws/live", "POST /api/v1/login")) {
            assertThat(raw(line + " HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: Bearer " + TOKEN + "\r\nOrigin: "
                            + origin))
                    .as(line)
                    .startsWith("HTTP/1.1 403")
                    .contains("FOREIGN_ORIGIN", "coordinator.access.allowed-origins");
        }
    }

    @Test
    void ourOwnOriginIsServed() throws Exception {
        assertThat(raw("GET /ws/live HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: Bearer " + TOKEN
                        + "\r\nOrigin: http://localhost:8080"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void settingsAllowOtherNamesAndOrigins() throws Exception {
        DoorConfig config =
                DoorConfig.of("https://mcp.example.org", "inner.example.org", "https://app.example.com", 10_000, false);
        try (TestingDoor other = new TestingDoor(config)) {
            String token = "\r\nAuthorization: Bearer " + TOKEN;
            assertThat(raw(other, "GET /api HTTP/1.1\r\nHost: inner.example.org" + token))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(
                            other,
                            "GET /api HTTP/1.1\r\nHost: mcp.example.org" + token
                                    + "\r\nOrigin: https://mcp.example.org"))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(other, "GET /api HTTP/1.1\r\nHost: localhost" + token))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(
                            other,
                            "POST /mcp/s/x HTTP/1.1\r\nHost: mcp.example.org" + token
                                    + "\r\nOrigin: https://app.example.com"))
                    .startsWith("HTTP/1.1 200")
                    .contains("Access-Control-Allow-Origin: https://app.example.com")
                    .contains("Access-Control-Expose-Headers: Mcp-Session-Id");
            assertThat(
                            raw(
                                    other,
                                    "OPTIONS /mcp/s/x HTTP/1.1\r\nHost: mcp.example.org\r\nOrigin: https://app.example.com"
                                            + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: mcp-method"))
                    .startsWith("HTTP/1.1 204")
                    .contains("Access-Control-Allow-Headers: mcp-method");
        }
    }

    @Test
    void aBodyWhoseLengthIsOverTheLimitIs413BeforeItIsSent() throws Exception {
        for (String path : List.of("/api/v1/plans", "/mcp/s/x", "/api/v1/login")) {
            assertThat(raw("POST " + path
                            + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10001\r\nAuthorization: Bearer "
                            + TOKEN))
                    .as(path)
                    .startsWith("HTTP/1.1 413")
                    .contains("BODY_TOO_LARGE", "coordinator.gateway.body-limit-bytes");
        }
    }

    @Test
    void aBodyUpToTheLimitIsRead() throws Exception {
        assertThat(door.post("/api/v1/plans", "x".repeat(10_000), "Authorization", "Bearer " + TOKEN)
                        .body())
                .contains("body=10000");
    }

    @Test
    void aBodyWithoutLengthIsCutAtTheLimit() throws Exception {
        HttpRequest request = door.request("/api/v1/plans")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[1_000_000])))
                .build();
        assertThat(door.client
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"//api/v1/fleet", "/x/../api/v1/fleet", "/./api", "/api/..", "/%2e%2e/api"})
    void anAddressThatIsNotPlainIsRefused(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: localhost")).startsWith("HTTP/1.1 40");
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() throws Exception {
        for (String path : List.of("/console/", "/api/v1/fleet", "/mcp/s/x", "/health")) {
            HttpResponse<String> answer = door.get(path);
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .as(path)
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe-inline");
            assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
        }
    }

    @Test
    void beforeTheApplicationIsThereItSaysSo() throws Exception {
        door.open = false;
        assertThat(door.get("/api/v1/fleet", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(503);
        assertThat(door.get("/console/").statusCode()).isEqualTo(200);
    }

    @Test
    void metricsCanBeOpenedForLoopback() throws Exception {
        try (TestingDoor other = new TestingDoor(DoorConfig.of("", "", "", 10_000, true))) {
            assertThat(other.get("/metrics").body()).contains("user=loopback admin=false operator=false viewer=true");
            assertThat(other.get("/api/v1/fleet").statusCode()).isEqualTo(401);
        }
    }
}
