package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;
import static org.mcpcoordinator.web.gateway.TestingGateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Eras;

/** What belongs to no request: a stream of one era, told in the other's way. */
class EraListenTest {
    private final TestingGateway testing = new TestingGateway();
    private final OneEraServer legacy = new OneEraServer(false);
    private final OneEraServer modern = new OneEraServer(true);

    @AfterEach
    void close() throws Exception {
        for (int i = 0; i < 4; i++) {
            legacy.news.add("end");
            modern.news.add("end");
        }
        testing.close();
    }

    private BufferedReader open(HttpRequest request) throws Exception {
        HttpResponse<InputStream> answer = testing.client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode next(BufferedReader stream) throws Exception {
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("data: {")) {
                return OneEraServer.JSON.readTree(line.substring(6));
            }
        }
        throw new AssertionError("the stream has ended");
    }

    @Test
    void aModernClientListensToALegacyServer() throws Exception {
        testing.route("s", Eras.LEGACY, mcp(testing.blocking(legacy::handle)));
        BufferedReader stream = open(testing.request("/mcp/s/s")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "subscriptions/listen")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":"l-1","method":"subscriptions/listen","params":{"notifications":
                         {"toolsListChanged":true,"promptsListChanged":true,"resourceSubscriptions":["test://a"]},
                         "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                         "io.modelcontextprotocol/clientCapabilities":{}}}}"""))
                .build());
        JsonNode first = next(stream);
        assertThat(first.path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
        assertThat(first.path("params").path("notifications"))
                .isEqualTo(params("{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"test://a\"]}"));
        legacy.news.add("prompts/list_changed");
        legacy.news.add("tools/list_changed");
        JsonNode told = next(stream);
        assertThat(told.path("method").asText()).isEqualTo("notifications/tools/list_changed");
        assertThat(told.path("params")
                        .path("_meta")
                        .path("io.modelcontextprotocol/subscriptionId")
                        .asText())
                .isEqualTo("l-1");
        TestingGateway.until(() -> legacy.asked.contains("resources/subscribe"));
        legacy.news.add("end");
        JsonNode last = next(stream);
        assertThat(last.path("id").asText()).isEqualTo("l-1");
        assertThat(last.path("result").path("resultType").asText()).isEqualTo("complete");
        TestingGateway.until(legacy.sessions::isEmpty);
    }

    @Test
    void aLegacyClientsStreamListensToAModernServer() throws Exception {
        testing.route("s", Eras.MODERN, mcp(testing.blocking(modern::handle)));
        AnyClient client = new AnyClient(testing, "s", "2025-11-25", "ada", false);
        client.connect();
        HttpRequest get = testing.request("/mcp/s/s")
                .header("Mcp-Session-Id", String.valueOf(client.session()))
                .header("MCP-Protocol-Version", "2025-11-25")
                .GET()
                .build();
        BufferedReader stream = open(get);
        modern.news.add("tools/list_changed");
        JsonNode told = next(stream);
        assertThat(told.path("method").asText()).isEqualTo("notifications/tools/list_changed");
        assertThat(told.path("params").has("_meta")).isFalse();
        assertThat(testing.client
                        .send(get, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .as("a second stream")
                .isEqualTo(409);

        client.ask("resources/subscribe", params("{\"uri\":\"test://a\"}"));
        TestingGateway.until(() -> modern.wanted.size() == 2);
        assertThat(modern.wanted.get(1).path("resourceSubscriptions").path(0).asText())
                .isEqualTo("test://a");
    }
}
