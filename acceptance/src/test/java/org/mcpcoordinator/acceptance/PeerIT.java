package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Strangers on both sides: a server from the npm registry, deployed as a {@code command} server, called through the
 * gateway by the MCP Java SDK.
 */
@ExtendWith(RunningProduct.Provider.class)
class PeerIT {
    private static final int COPIES = 3;
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";

    private static RunningProduct product;

    @BeforeAll
    static void deployThePeers(RunningProduct running) throws IOException {
        Path node = Requirement.program("node");
        product = running;
        Path everything = Peers.install().resolve("@modelcontextprotocol/server-everything/dist/index.js");
        Path fleet = Files.createTempFile("peers", ".yaml");
        Files.writeString(fleet, """
                fleet: peers
                servers:
                  - name: everything
                    category: dev-tools
                    replicas: %d
                    command: %s
                    args: ["%s", "streamableHttp"]
                    env:
                      PORT: "${port}"
                """.formatted(COPIES, node, everything));
        Commands.Outcome applied =
                product.coordinator("apply", fleet.toString(), "--profile", "quick", "--watch", "--json");
        assertThat(applied.exitCode()).as(applied.output()).isZero();
    }

    @AfterAll
    static void takeThePeersAway() throws IOException {
        if (product == null) {
            return;
        }
        Path empty = Files.createTempFile("peers", ".yaml");
        Files.writeString(empty, "fleet: peers\nservers: []\n");
        Commands.Outcome removed = product.coordinator(
                "apply", empty.toString(), "--profile", "quick", "--watch", "--allow-remove", Integer.toString(COPIES));
        assertThat(removed.exitCode()).as(removed.output()).isZero();
    }

    @Test
    void theSdksClientCallsAToolThroughTheGateway() {
        try (McpSyncClient client = client("everything")) {
            assertThat(client.initialize().serverInfo().name()).isNotEmpty();
            assertThat(client.listTools().tools()).extracting(Tool::name).contains("echo");
            CallToolResult result = client.callTool(CallToolRequest.builder("echo")
                    .arguments(Map.of("message", "from afar"))
                    .build());
            assertThat(result.content())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            TextContent.class, text -> assertThat(text.text()).contains("from afar"));
        }
    }

    @Test
    void progressReachesTheClientWhileTheToolStillRuns() {
        try (McpSyncClient client = client("everything")) {
            client.initialize();
            CallToolResult result = client.callTool(CallToolRequest.builder("trigger-long-running-operation")
                    .arguments(Map.of("duration", 1, "steps", 4))
                    .progressToken("p1")
                    .build());
            assertThat(result.isError()).isNotEqualTo(Boolean.TRUE);
        }
    }

    @Test
    void aServerThatListensEverywhereIsKeptOnLoopback() {
        JsonNode items = product.get("servers/everything").path("instances");
        assertThat(items).hasSize(COPIES);
        assertThat(items)
                .allSatisfy(item -> assertThat(item.path("state").asText()).isEqualTo("HEALTHY"));
    }

    /** In the older revisions a session belongs to one copy, which keeps it for ever unless it is ended. */
    @Test
    void aSessionStaysOnItsCopyHasAStreamAndEndsWithDelete() throws Exception {
        HttpResponse<String> greeting = product.send(post("""
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},
                 "clientInfo":{"name":"peer","version":"1"}}}""").build());
        String session = greeting.headers().firstValue("Mcp-Session-Id").orElseThrow();
        HttpRequest.Builder initialized = post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(status(initialized, session)).isEqualTo(202);
        for (int call = 0; call < 2 * COPIES; call++) {
            assertThat(status(post(LIST), session)).isEqualTo(200);
        }

        HttpRequest stream =
                within(product.request("mcp/s/everything"), session).GET().build();
        HttpResponse<InputStream> opened =
                HttpClient.newHttpClient().send(stream, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream events = opened.body()) {
            assertThat(opened.statusCode()).isEqualTo(200);
            assertThat(opened.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(status(product.request("mcp/s/everything").DELETE(), session))
                    .isEqualTo(200);
            assertThat(events.readAllBytes()).asString(StandardCharsets.UTF_8).doesNotContain("error");
        }
        assertThat(status(post(LIST), session)).isIn(400, 404);
    }

    private static HttpRequest.Builder post(String message) {
        return product.request("mcp/s/everything")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message));
    }

    private static int status(HttpRequest.Builder request, String session) {
        return product.send(within(request, session).build()).statusCode();
    }

    private static HttpRequest.Builder within(HttpRequest.Builder request, String session) {
        return request.setHeader("Accept", "application/json, text/event-stream")
                .header("Mcp-Session-Id", session)
                .header("MCP-Protocol-Version", "2025-11-25");
    }

    private static McpSyncClient client(String server) {
        HttpRequest.Builder authorized = HttpRequest.newBuilder().header("Authorization", product.adminBasic());
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        product.base().toString())
                .endpoint("/mcp/s/" + server)
                .requestBuilder(authorized)
                .build();
        return McpClient.sync(transport).requestTimeout(Duration.ofSeconds(20)).build();
    }
}
