package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Json;

class McpClientTest {
    private static final String DISCOVERED = "\"result\": {\"resultType\": \"complete\", \"supportedVersions\":"
            + " [\"2026-07-28\"], \"capabilities\": {\"tools\": {}}}";
    private static final ClientSettings SETTINGS = ClientSettings.of("test", Duration.ofSeconds(5));

    private final List<String> heard = new CopyOnWriteArrayList<>();
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
        server.stop(0);
        threads.shutdownNow();
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    private McpClient connect(ClientSettings settings) throws IOException, InterruptedException {
        return McpClient.connect(HttpClient.newHttpClient(), endpoint(), settings);
    }

    private void serve(Answering answering) {
        server.createContext("/mcp", exchange -> {
            JsonNode request = Json.read(exchange.getRequestBody().readAllBytes());
            String method = request.path("method").asText();
            heard.add(method);
            String answer = method.equals("server/discover") ? DISCOVERED : answering.answer(exchange, request);
            boolean refused = answer.startsWith("\"error\"");
            byte[] body = ("{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id") + ", " + answer + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(refused ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private interface Answering {
        String answer(HttpExchange exchange, JsonNode request) throws IOException;
    }

    private static String listed(String header) {
        return "\"result\": {\"resultType\": \"complete\", \"tools\": [{\"name\": \"t\", \"inputSchema\":"
                + " {\"properties\": {\"a\": {\"type\": \"string\", \"x-mcp-header\": \"" + header + "\"}}}}]}";
    }

    @Test
    void toolsAreReadAnewWhenAHeaderIsMissed() throws IOException, InterruptedException {
        serve((exchange, request) -> {
            if (request.path("method").asText().equals("tools/list")) {
                return listed("New");
            }
            return exchange.getRequestHeaders().containsKey("Mcp-Param-New")
                    ? "\"result\": {\"resultType\": \"complete\", \"content\": []}"
                    : "\"error\": {\"code\": -32020, \"message\": \"Mcp-Param-New is missing\"}";
        });

        try (McpClient client = connect(SETTINGS)) {
            client.callTool("t", Json.object().put("a", "x"));
        }
        assertThat(heard).containsExactly("server/discover", "tools/call", "tools/list", "tools/call");
    }

    @Test
    void aServerThatRefusesAllHeadersIsAskedTwice() throws IOException, InterruptedException {
        serve((exchange, request) -> request.path("method").asText().equals("tools/list")
                ? listed("New")
                : "\"error\": {\"code\": -32020, \"message\": \"no\"}");

        try (McpClient client = connect(SETTINGS)) {
            assertThatThrownBy(() -> client.callTool("t", Json.object())).isInstanceOf(McpRefusal.class);
        }
        assertThat(heard).containsOnlyOnce("tools/list");
    }

    @Test
    void aServerThatAsksWhereNobodyAnswersIsRefused() throws IOException, InterruptedException {
        serve((exchange, request) -> "\"result\": {\"resultType\": \"input_required\", \"inputRequests\":"
                + " {\"k\": {\"method\": \"elicitation/create\", \"params\": {}}}}");

        try (McpClient client = connect(SETTINGS)) {
            assertThatThrownBy(() -> client.callTool("t", Json.object()))
                    .isInstanceOf(McpRefusal.class)
                    .hasMessageContaining("elicitation/create");
        }
    }

    @Test
    void aServerThatAsksWithoutEndIsLeft() throws IOException, InterruptedException {
        serve((exchange, request) -> "\"result\": {\"resultType\": \"input_required\", \"requestState\": \"s\"}");

        try (McpClient client = connect(SETTINGS)) {
            assertThatThrownBy(() -> client.callTool("t", Json.object())).hasMessageContaining("16 times");
        }
        assertThat(heard).hasSize(18);
    }

    @Test
    void aResultOfAKindNobodyKnowsIsNone() throws IOException, InterruptedException {
        serve((exchange, request) -> "\"result\": {\"resultType\": \"task\"}");

        try (McpClient client = connect(SETTINGS)) {
            assertThatThrownBy(() -> client.callTool("t", Json.object())).hasMessageContaining("task");
        }
    }

    @Test
    void whoIsRefusedForWhoTheyAreDoesNotTryTheOtherEra() {
        server.createContext("/mcp", exchange -> {
            heard.add("asked");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });

        assertThatThrownBy(() -> connect(SETTINGS)).hasMessageContaining("401");
        assertThat(heard).hasSize(1);
    }

    @Test
    void formsWithoutADefaultForWhatTheyNeedAreDeclined() throws IOException {
        ObjectNode params = (ObjectNode) Json.read("{\"requestedSchema\": {\"properties\": {\"a\": {\"default\": 1},"
                + " \"b\": {\"type\": \"string\"}}, \"required\": [\"b\"]}}");

        assertThat(new FormDefaults()
                        .answer("elicitation/create", params)
                        .path("action")
                        .asText())
                .isEqualTo("decline");
        assertThat(FormDefaults.filled(params.path("requestedSchema"))).isEqualTo(Json.read("{\"a\": 1}"));
    }
}
