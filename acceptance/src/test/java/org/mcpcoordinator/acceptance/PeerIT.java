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
import java.net.http.HttpRequest;
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
