package org.mcpcoordinator.host.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.client.McpClient;

class ServeTest {
    private static TestingProcess process;

    @BeforeAll
    static void start() throws Exception {
        process = TestingProcess.start("-Dcoordinator.serve.call-limit-millis=1000");
    }

    @AfterAll
    static void stop() throws Exception {
        process.close();
    }

    @Test
    void helloTellsWhoItIs() throws Exception {
        JsonNode hello = process.send("{\"id\":9,\"op\":\"hello\"}");
        assertThat(hello.path("id").asInt()).isEqualTo(9);
        assertThat(hello.path("identity").asText()).isEqualTo("token-7");
        assertThat(hello.path("category").asText()).isEqualTo("testing");
        assertThat(hello.path("pid").asLong()).isEqualTo(process.process().pid());
    }

    @Test
    void onlyTheOwnerMayOpenTheSocket() throws Exception {
        assertThat(Files.getPosixFilePermissions(process.socket()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aToolIsCalledInBothErasOnOneAddress() throws Exception {
        URI uri = process.serve("both-eras", "devtools", "{}");
        String call = "\"name\":\"hash\",\"arguments\":{\"text\":\"abc\"}";
        JsonNode legacy = RawMcp.json(RawMcp.legacy(
                uri, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" + call + "}}"));
        JsonNode modern = RawMcp.json(RawMcp.modern(uri, "tools/call", "hash", call));
        assertThat(legacy.at("/result/structuredContent/hex").asText())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
                .isEqualTo(modern.at("/result/structuredContent/hex").asText());
        assertThat(legacy.at("/result").has("resultType")).isFalse();
        assertThat(modern.at("/result/resultType").asText()).isEqualTo("complete");
    }

    @Test
    void ourOwnClientFindsTheModernEra() throws Exception {
        URI uri = process.serve("own-client", "devtools", "{\"preset\":\"json\",\"instructions\":\"Ask me.\"}");
        try (McpClient client = McpClient.connect(RawMcp.http(), uri, Map.of(), Duration.ofSeconds(5), "test")) {
            assertThat(client.peer().era()).isEqualTo(Era.MODERN);
            assertThat(client.greeting().path("instructions").asText()).startsWith("Ask me.");
            assertThat(client.listTools()).hasSize(3);
            JsonNode result = client.callTool(
                    "json_path", Json.object().put("json", "{\"a\":[1,2]}").put("path", "$.a[1]"));
            assertThat(result.at("/structuredContent/matches/0").asInt()).isEqualTo(2);
        }
    }

    @Test
    void theSameGenerationTwiceChangesNothingAndAnOlderOneIsRefused() throws Exception {
        int port = process.serve("again", 5, 0, "devtools", "{}").path("port").asInt();
        assertThat(process.serve("again", 5, port, "devtools", "{\"preset\":\"hash\"}")
                        .path("port")
                        .asInt())
                .isEqualTo(port);
        URI uri = URI.create("http://127.0.0.1:" + port + "/mcp");
        assertThat(tools(uri)).hasSizeGreaterThan(2);
        assertThat(process.serve("again", 4, port, "devtools", "{}")
                        .path("code")
                        .asText())
                .isEqualTo("STALE_GENERATION");
    }

    @Test
    void ordersThatCannotBeCarriedOutSayWhy() throws Exception {
        assertThat(process.serve("bad-type", 1, 0, "nothing", "{}").path("code").asText())
                .isEqualTo("UNKNOWN_TYPE");
        JsonNode config = process.serve("bad-config", 1, 0, "devtools", "{\"presets\":\"all\",\"zone\":7}");
        assertThat(config.path("code").asText()).isEqualTo("BAD_CONFIG");
        assertThat(config.path("message").asText())
                .contains("presets: is not known")
                .contains("zone: must be string");
        assertThat(process.send("{\"op\":\"dance\"}").path("code").asText()).isEqualTo("BAD_REQUEST");
        assertThat(process.send("nonsense").path("ok").asBoolean()).isFalse();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JsonNode refused = process.serve("taken", 1, taken.getLocalPort(), "devtools", "{}");
            assertThat(refused.path("code").asText()).isEqualTo("PORT_IN_USE");
            assertThat(refused.path("message").asText()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aNewGenerationTakesOverOnTheSamePortAndLosesNoCall() throws Exception {
        URI uri = process.serve("swapped", "devtools", "{\"preset\":\"hash\"}");
        AtomicBoolean on = new AtomicBoolean(true);
        AtomicInteger calls = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ends.add(callers.submit((Callable<Object>) () -> callWhile(uri, on, calls)));
        }
        int generation = 1;
        while (calls.get() < 1000 || generation < 100) {
            generation++;
            String preset = generation % 2 == 0 ? "identity" : "hash";
            JsonNode answer =
                    process.serve("swapped", generation, uri.getPort(), "devtools", "{\"preset\":\"" + preset + "\"}");
            assertThat(answer.path("ok").asBoolean()).isTrue();
        }
        on.set(false);
        for (Future<?> end : ends) {
            end.get();
        }
        callers.shutdown();
        process.serve("swapped", generation + 1, uri.getPort(), "devtools", "{\"preset\":\"identity\"}");
        assertThat(tools(uri)).contains("make_uuid");
    }

    private static boolean callWhile(URI uri, AtomicBoolean on, AtomicInteger calls)
            throws IOException, InterruptedException {
        while (on.get()) {
            HttpResponse<String> response =
                    RawMcp.modern(uri, "tools/call", "hash", "\"name\":\"hash\",\"arguments\":{\"text\":\"abc\"}");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("ba7816bf");
            calls.incrementAndGet();
        }
        return true;
    }

    @Test
    void aStoppedServerFreesItsPortAtOnce() throws Exception {
        URI uri = process.serve("stopped", "devtools", "{}");
        assertThat(tools(uri)).isNotEmpty();
        assertThat(process.send("{\"op\":\"stop\",\"server\":\"stopped\",\"replica\":0}")
                        .path("found")
                        .asBoolean())
                .isTrue();
        try (ServerSocket again = new ServerSocket(uri.getPort(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
        assertThat(process.send("{\"op\":\"stop\",\"server\":\"stopped\",\"replica\":0}")
                        .path("found")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void listAndTypesTellWhatIsThere() throws Exception {
        URI uri = process.serve("listed", "devtools", "{}");
        JsonNode items = process.send("{\"op\":\"list\"}").path("items");
        assertThat(items).anySatisfy(item -> {
            assertThat(item.path("server").asText()).isEqualTo("listed");
            assertThat(item.path("generation").asInt()).isEqualTo(1);
            assertThat(item.path("port").asInt()).isEqualTo(uri.getPort());
        });
        assertThat(process.send("{\"op\":\"types\"}").path("types"))
                .anySatisfy(type ->
                        assertThat(type.at("/config/properties/preset/enum")).isNotEmpty());
    }

    @Test
    void aForeignHostOrOriginIsRefused() throws Exception {
        URI uri = process.serve("guarded", "devtools", "{}");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        assertThat(RawMcp.post(uri, Map.of("Origin", "http://evil.example"), ping)
                        .statusCode())
                .isEqualTo(403);
        assertThat(RawMcp.post(uri, Map.of("Origin", "http://localhost:5173"), ping)
                        .statusCode())
                .isEqualTo(200);
        assertThat(rawStatus(uri, "evil.example", ping)).contains(" 403 ");
        assertThat(rawStatus(uri, "localhost:" + uri.getPort(), ping)).contains(" 200 ");
    }

    private static String rawStatus(URI uri, String host, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            String request =
                    "POST /mcp HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\nAccept: */*\r\n"
                            + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedEvenWithoutItsLength() throws Exception {
        URI uri = process.serve("limited", "devtools", "{}");
        String big =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"" + "x".repeat(2 << 20) + "\"}}";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            String head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: */*\r\n"
                    + "Content-Length: " + big.length() + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(300), java.nio.charset.StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 413");
        }
        java.net.http.HttpRequest chunked = java.net.http.HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .header("Accept", "*/*")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(() ->
                        new java.io.ByteArrayInputStream(big.getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .build();
        try {
            assertThat(RawMcp.http()
                            .send(chunked, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(413);
        } catch (IOException cutWhileSending) {
            assertThat(tools(uri)).isNotEmpty();
        }
    }

    @Test
    void otherPathsAreNotServed() throws Exception {
        URI uri = process.serve("paths", "devtools", "{}");
        assertThat(RawMcp.legacy(uri.resolve("/"), "{}").statusCode()).isEqualTo(404);
        assertThat(RawMcp.legacy(uri.resolve("/mcp/"), "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void theProcessGoesOnWhenItsDriverGoesAwayAndASecondDriverIsServed() throws Exception {
        URI uri = process.serve("driverless", "devtools", "{}");
        try (var second = TestingProcess.connect(process.socket(), process.process())) {
            assertThat(second.isConnected()).isTrue();
        }
        assertThat(tools(uri)).isNotEmpty();
    }

    static Set<String> tools(URI uri) throws IOException, InterruptedException {
        JsonNode list = RawMcp.json(RawMcp.modern(uri, "tools/list", "", "")).at("/result/tools");
        Set<String> names = new java.util.TreeSet<>();
        list.forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }
}
