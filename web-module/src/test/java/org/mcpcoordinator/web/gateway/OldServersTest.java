package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.runtime.SseTarget;
import org.mcpcoordinator.web.gateway.sse.SseSessions;

/** Servers that speak HTTP+SSE of 2024-11-05, through the whole gateway. */
class OldServersTest {
    private static final String LEGACY = "2025-11-25";
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":\"one\",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private final TestingGateway testing = new TestingGateway();
    private final OldServers bridge = OldServers.open(Duration.ofSeconds(5), Duration.ofHours(1));
    private final OldSseServer server = opened();
    private OldServers listener = bridge;

    private static OldSseServer opened() {
        try {
            return new OldSseServer();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    @BeforeEach
    void route() {
        route(Eras.LEGACY, bridge);
    }

    @AfterEach
    void close() throws Exception {
        testing.close();
        bridge.close();
        server.close();
    }

    private void route(Eras eras, OldServers at) {
        route(eras, at, server.uri());
    }

    private void route(Eras eras, OldServers at, URI stream) {
        URI address = URI.create("http://127.0.0.1:" + at.port() + "/sse/s/0/0");
        Map<String, String> headers = Map.of(
                "Authorization",
                "Bearer " + at.secret(),
                SseTarget.HEADER,
                new SseTarget(stream, Map.of("X-Key", "k-1")).text());
        testing.routeCopies("s", List.of(new Route("s", 0, address, headers, "", eras)));
    }

    private AnyClient client(String revision) {
        return new AnyClient(testing, "s", revision, "ada", true);
    }

    private AnyClient connected() throws Exception {
        AnyClient client = client(LEGACY);
        client.connect();
        return client;
    }

    private HttpResponse<String> initialize() throws Exception {
        return testing.post("s", INITIALIZE);
    }

    private CompletableFuture<HttpResponse<String>> call(AnyClient client, int id, String tool) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{\"text\":\"" + id + "\"}}}";
        return testing.client.sendAsync(
                testing.request("/mcp/s/s")
                        .header("Mcp-Session-Id", String.valueOf(client.session()))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aClientOfStreamableHttpIsServedAndEndsItsStreamByDelete() throws Exception {
        AnyClient client = client(LEGACY);
        assertThat(client.connect().path("serverInfo").path("name").asText()).isEqualTo("old");
        assertThat(client.tool("echo", "{\"text\":\"hello\"}").text()).isEqualTo("hello");
        assertThat(server.keys).as("of the stream and of every message").containsOnly("k-1");
        assertThat(server.heard("notifications/initialized")).isTrue();
        assertThat(server.streams).hasSize(1);
        testing.client.send(
                testing.request("/mcp/s/s")
                        .header("Mcp-Session-Id", String.valueOf(client.session()))
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        TestingGateway.until(() -> bridge.sessions() == 0);
        TestingGateway.until(() -> fails(server.only()));
        assertThat(call(client, 9, "echo").get(10, TimeUnit.SECONDS).statusCode())
                .isEqualTo(404);
    }

    private static boolean fails(OldSseServer.Stream stream) {
        try {
            stream.say("{}");
            return false;
        } catch (IOException closed) {
            return true;
        }
    }

    @Test
    void aClientOfTheNewestRevisionIsServedToo() throws Exception {
        assertThat(client("2026-07-28").tool("echo", "{\"text\":\"hello\"}").text())
                .isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {LEGACY, "2026-07-28"})
    void whatTheServerAsksReachesItsClient(String revision) throws Exception {
        AnyClient client = client(revision);
        client.connect();
        assertThat(client.tool("ask", "{}").text()).isEqualTo("ada");
        assertThat(client.questions).hasSize(1);
    }

    @Test
    void callsSideBySideGetTheirOwnAnswersInAnyOrder() throws Exception {
        AnyClient client = connected();
        long before = threads();
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int id = 100; id < 140; id++) {
            waiting.add(call(client, id, "wait"));
        }
        TestingGateway.until(() -> calls("wait").size() == 40);
        assertThat(call(client, 7, "echo").get(10, TimeUnit.SECONDS).body()).contains("\"text\":\"7\"");
        assertThat(threads()).as("whoever waits holds none").isLessThanOrEqualTo(before + 2);
        List<JsonNode> asked = new ArrayList<>(calls("wait"));
        for (int i = asked.size() - 1; i >= 0; i--) {
            OldSseServer.text(server.only(), asked.get(i), "of " + asked.get(i).path("id"));
        }
        for (int i = 0; i < waiting.size(); i++) {
            String answer = waiting.get(i).get(10, TimeUnit.SECONDS).body();
            assertThat(answer).contains("\"id\":" + (100 + i)).contains("of " + (100 + i));
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("coordinator-sse"))
                .count();
    }

    private List<JsonNode> calls(String tool) {
        return server.told.stream()
                .filter(message -> message.path("params").path("name").asText().equals(tool))
                .toList();
    }

    @Test
    void progressAndLogMessagesComeOnTheStreamOfTheirCall() throws Exception {
        AnyClient client = connected();
        AnyClient.Talk talk = client.ask(
                "tools/call", params("{\"name\":\"work\",\"arguments\":{},\"_meta\":{\"progressToken\":\"p\"}}"));
        assertThat(talk.text()).isEqualTo("worked");
        assertThat(talk.methods()).containsExactly("notifications/progress", "notifications/message");
    }

    @Test
    void whatBelongsToNoCallWaitsForWhoeverListens() throws Exception {
        AnyClient client = connected();
        String changed = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";
        server.only().say(changed);
        HttpRequest listen = testing.request("/mcp/s/s")
                .header("Mcp-Session-Id", String.valueOf(client.session()))
                .GET()
                .build();
        HttpResponse<InputStream> stream = testing.client.send(listen, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines)).contains("tools/list_changed");
            server.only().say(changed.replace("tools", "prompts"));
            assertThat(next(lines)).contains("prompts/list_changed");
            assertThat(testing.client
                            .send(listen, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(409);
        }
    }

    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("data:")) {
            line = lines.readLine();
        }
        return line;
    }

    @Test
    void aPingOfTheServersIsAnsweredWhoeverListens() throws Exception {
        connected();
        server.only().say("{\"jsonrpc\":\"2.0\",\"id\":\"p-1\",\"method\":\"ping\"}");
        TestingGateway.until(() -> server.told.stream()
                .anyMatch(message -> message.path("id").asText().equals("p-1") && message.has("result")));
    }

    @Test
    void whoeverAsksWhenNobodyIsThereIsTold() throws Exception {
        connected();
        server.only().say("{\"jsonrpc\":\"2.0\",\"id\":\"r-1\",\"method\":\"roots/list\"}");
        TestingGateway.until(() -> server.told.stream()
                .anyMatch(message -> message.path("id").asText().equals("r-1") && message.has("error")));
    }

    @Test
    void aBrokenStreamFailsTheCallsUnderWayAndTheSessionIsGone() throws Exception {
        AnyClient client = connected();
        CompletableFuture<HttpResponse<String>> waiting = call(client, 5, "wait");
        TestingGateway.until(() -> calls("wait").size() == 1);
        HttpResponse<String> cut = call(client, 6, "cut").get(10, TimeUnit.SECONDS);
        assertThat(cut.statusCode()).as(cut.body()).isEqualTo(502);
        assertThat(cut.body()).contains("SERVER_CUT");
        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("SERVER_CUT");
        assertThat(call(client, 7, "echo").get(10, TimeUnit.SECONDS).statusCode())
                .isEqualTo(404);
        assertThat(bridge.sessions()).isZero();
        assertThat(connected().tool("echo", "{\"text\":\"again\"}").text()).isEqualTo("again");
    }

    /** A stream cannot be handed on to the next deployment. */
    @Test
    void aRedeploymentEndsSessionsAndTheirClientsBeginAnew() throws Exception {
        AnyClient client = connected();
        OldSseServer.Stream stream = server.only();
        CompletableFuture<HttpResponse<String>> waiting = call(client, 5, "wait");
        TestingGateway.until(() -> calls("wait").size() == 1);

        bridge.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("SERVER_CUT");
        TestingGateway.until(() -> fails(stream));
        try (OldServers next = OldServers.open(Duration.ofSeconds(5), Duration.ofHours(1))) {
            route(Eras.LEGACY, next);
            assertThat(call(client, 6, "echo").get(10, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(404);
            assertThat(connected().tool("echo", "{\"text\":\"again\"}").text()).isEqualTo("again");
            assertThat(next.sessions()).isEqualTo(1);
        }
    }

    /** As for all remote servers: what is connected to is the number, what the certificate carries is the name. */
    @ParameterizedTest
    @CsvSource({"localhost, 200", "mcp.test, 502"})
    void overTlsTheCertificateMustCarryTheName(String name, int status, @TempDir Path folder) throws Exception {
        SSLContext usual = SSLContext.getDefault();
        SSLContext secret = TestingCertificate.of(folder, name);
        SSLContext.setDefault(secret);
        try (OldSseServer encrypted = OldSseServer.encrypted(secret)) {
            route(Eras.LEGACY, bridge, encrypted.uri("localhost"));

            HttpResponse<String> answer = initialize();

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            if (status == 200) {
                assertThat(connected().tool("echo", "{\"text\":\"hello\"}").text())
                        .isEqualTo("hello");
                assertThat(encrypted.keys).containsOnly("k-1");
            } else {
                assertThat(encrypted.keys).as("nothing was sent to it").isEmpty();
            }
        } finally {
            SSLContext.setDefault(usual);
        }
    }

    @Test
    void anEventThatIsTooLongEndsTheSession() throws Exception {
        AnyClient client = connected();
        assertThat(call(client, 6, "huge").get(20, TimeUnit.SECONDS).body()).contains("SERVER_CUT");
        TestingGateway.until(() -> bridge.sessions() == 0);
    }

    @Test
    void nothingIsSentToAnotherOriginThanTheStreams() throws Exception {
        try (OldSseServer other = new OldSseServer()) {
            server.endpoint = other.uri().resolve("/message?sessionId=").toString();
            HttpResponse<String> refused = initialize();
            assertThat(refused.statusCode()).isEqualTo(502);
            assertThat(refused.body()).contains("another origin").contains("\"id\":\"one\"");
            assertThat(other.requests).isEmpty();
            assertThat(bridge.sessions()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404, 502, HTTP 404 and no stream of events",
        "307, 502, redirects are not followed",
        "401, 401, HTTP 401"
    })
    void aServerThatOpensNoStreamIsToldOf(int status, int told, String sentence) throws Exception {
        server.status = status;
        HttpResponse<String> refused = initialize();
        assertThat(refused.statusCode()).isEqualTo(told);
        assertThat(refused.body()).contains(sentence);
        assertThat(server.requests).as("nothing else is tried").containsExactly("GET /sse");
    }

    @Test
    void aStreamThatDoesNotBeginWithEndpointIsNone() throws Exception {
        server.firstEvent = "message";
        assertThat(initialize().body()).contains("does not begin with the event endpoint");
    }

    @Test
    void aClientThatGoesHasCancelled() throws Exception {
        AnyClient client = connected();
        CompletableFuture<HttpResponse<String>> waiting = call(client, 5, "wait");
        TestingGateway.until(() -> calls("wait").size() == 1);
        waiting.cancel(true);
        TestingGateway.until(() -> server.told.stream()
                .anyMatch(message -> message.path("method").asText().equals("notifications/cancelled")
                        && message.path("params").path("requestId").asInt() == 5));
    }

    @Test
    void aSessionNobodyUsesEnds() throws Exception {
        try (OldServers brief = OldServers.open(Duration.ofSeconds(5), Duration.ofSeconds(1))) {
            route(Eras.LEGACY, brief);
            connected();
            TestingGateway.until(() -> brief.sessions() == 0);
        }
    }

    @Test
    void onlyWhoKnowsTheSecretIsLetInAndOneServersSessionIsUnknownToTheOther() throws Exception {
        AnyClient client = connected();
        String session = sessions();
        assertThat(ping("/sse/s/0/0", "Bearer x", session)).isEqualTo(401);
        assertThat(ping("/sse/s/0/0", "Bearer " + bridge.secret(), session)).isEqualTo(200);
        assertThat(ping("/sse/t/0/0", "Bearer " + bridge.secret(), session)).isEqualTo(404);
        assertThat(client.tool("echo", "{\"text\":\"mine\"}").text()).isEqualTo("mine");
    }

    /** The client's own passes through. */
    private String sessions() throws Exception {
        HttpResponse<String> opened = initialize();
        return opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private int ping(String path, String authorization, String session) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(direct(PING, session), (name, value) -> true)
                .uri(URI.create("http://127.0.0.1:" + bridge.port() + path))
                .setHeader("Authorization", authorization)
                .build();
        return testing.client
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    /** The connection of each message would stay for ever. */
    @Test
    void anAnswerToAMessageThatNeverEndsIsNotHeldOpen() throws Exception {
        server.endlessly = true;
        assertThat(connected().tool("echo", "{\"text\":\"hello\"}").text()).isEqualTo("hello");
        assertThat(server.endless).hasSizeGreaterThan(1);
        TestingGateway.until(() -> server.endless.stream().allMatch(OldServersTest::fails));
    }

    @Test
    void whoIsNotLetInByAMessageIsToldSo() throws Exception {
        AnyClient client = connected();
        server.taken = 401;
        assertThat(call(client, 5, "echo").get(10, TimeUnit.SECONDS).statusCode())
                .isEqualTo(401);
        server.taken = 500;
        assertThat(call(client, 6, "echo").get(10, TimeUnit.SECONDS).statusCode())
                .isEqualTo(502);
        server.taken = 404;
        assertThat(call(client, 7, "echo").get(10, TimeUnit.SECONDS).statusCode())
                .isEqualTo(404);
        TestingGateway.until(() -> bridge.sessions() == 0);
    }

    @Test
    void aServerThatIsNotThereIsToldOfAsThat() throws Exception {
        server.close();
        HttpResponse<String> refused = initialize();
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("nobody listens").contains("\"reason\":\"REFUSED\"");
    }

    /** With a tenth of the product's bound, for the sake of the build; the one used longest ago gives way each time. */
    @Test
    void whoeverOpensSessionsWithoutEndKeepsAsManyAsThereMayBe() throws Exception {
        assertThat(SseSessions.MOST).isEqualTo(2_000);
        int most = SseSessions.MOST / 10;
        try (OldServers small = OldServers.open(Duration.ofSeconds(5), Duration.ofHours(1), most)) {
            listener = small;
            String first = begun();
            OldSseServer.Stream stream = server.only();
            List<CompletableFuture<HttpResponse<String>>> opened = new ArrayList<>();
            for (int i = 0; i < most + 50; i++) {
                opened.add(testing.client.sendAsync(direct(INITIALIZE, null), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> each : opened) {
                assertThat(each.get(20, TimeUnit.SECONDS).statusCode()).isIn(200, 503);
            }
            assertThat(alive(begun())).isTrue();
            assertThat(small.sessions()).isEqualTo(most);
            assertThat(alive(first)).isFalse();
            TestingGateway.until(() -> fails(stream));
        }
    }

    @Test
    void whoIsCalledStaysAndWhoOnlyListensGivesWayLast() throws Exception {
        try (OldServers small = OldServers.open(Duration.ofSeconds(5), Duration.ofHours(1), 3)) {
            listener = small;
            String listening = begun();
            String called = begun();
            String idle = begun();
            HttpResponse<InputStream> stream =
                    testing.client.send(builder(listening).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            wait(called);
            assertThat(alive(begun())).isTrue();
            assertThat(alive(idle)).isFalse();
            assertThat(alive(called)).isTrue();

            wait(begun());
            assertThat(alive(listening)).as("still").isTrue();
            wait(begun());
            assertThat(alive(listening)).isFalse();
            assertThat(stream.body().readAllBytes()).isNotEmpty();

            HttpResponse<String> full =
                    testing.client.send(direct(INITIALIZE, null), HttpResponse.BodyHandlers.ofString());
            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.body()).contains("3 sessions");
            assertThat(small.sessions()).isEqualTo(3);
        }
    }

    private void wait(String session) throws Exception {
        int before = calls("wait").size();
        var unused = testing.client.sendAsync(
                direct(
                        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\"}}",
                        session),
                HttpResponse.BodyHandlers.ofString());
        TestingGateway.until(() -> calls("wait").size() > before);
    }

    private String begun() throws Exception {
        HttpResponse<String> opened =
                testing.client.send(direct(INITIALIZE, null), HttpResponse.BodyHandlers.ofString());
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        return opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private boolean alive(String session) throws Exception {
        return testing.client
                        .send(direct(PING, session), HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                == 200;
    }

    /** At the listener itself. */
    private HttpRequest direct(String message, @Nullable String session) {
        return builder(session)
                .POST(HttpRequest.BodyPublishers.ofString(message))
                .build();
    }

    private HttpRequest.Builder builder(@Nullable String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + listener.port() + "/sse/s/0/0"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Authorization", "Bearer " + listener.secret())
                .header(SseTarget.HEADER, new SseTarget(server.uri(), Map.of()).text());
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }

    @Test
    void oneIdIsUnderWayOnceAndARequestThatIsNoneIsRefused() throws Exception {
        AnyClient client = connected();
        CompletableFuture<HttpResponse<String>> waiting = call(client, 5, "wait");
        TestingGateway.until(() -> calls("wait").size() == 1);
        assertThat(call(client, 5, "echo").get(10, TimeUnit.SECONDS).statusCode())
                .isEqualTo(400);
        OldSseServer.text(server.only(), Json.object().put("id", 5), "late");
        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("late");
        assertThat(testing.post("s", "[]", "Mcp-Session-Id", String.valueOf(client.session()))
                        .statusCode())
                .isEqualTo(400);
    }
}
