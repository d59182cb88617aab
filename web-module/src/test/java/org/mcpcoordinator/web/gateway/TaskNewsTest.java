package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who hears of tasks without asking. */
@Timeout(30)
class TaskNewsTest extends WorldOfTasks {
    @Test
    void newsOfATaskReachItsOwnerOnly() throws Exception {
        serve(true);
        begin(client("2026-07-28", "/mcp", "ada"), "/mcp");
        begin(client("2026-07-28", "/mcp", "bob"), "/mcp");
        String both = "[\"s/t-1\",\"s/t-2\",\"s/t-3\"]";
        try (BufferedReader hers = open(listening("/mcp", "ada", both));
                BufferedReader his = open(listening("/mcp", "bob", both))) {
            assertThat(next(hers).at("/params/notifications")).isEqualTo(params("{\"taskIds\":[\"s/t-1\"]}"));
            assertThat(next(his).at("/params/notifications")).isEqualTo(params("{\"taskIds\":[\"s/t-2\"]}"));
            TestingGateway.until(() -> server.wanted.stream()
                    .anyMatch(wanted -> wanted.path("taskIds").size() == 2));
            server.endAllButTheNewest();

            server.news.add("tasks t-1");
            server.news.add("tasks t-2");

            JsonNode told = next(his);
            assertThat(told.path("method").asText()).isEqualTo("notifications/tasks");
            assertThat(told.at("/params/taskId").asText()).isEqualTo("s/t-2");
            assertThat(told.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asText())
                    .isEqualTo("l-1");
            assertThat(next(hers).at("/params/taskId").asText()).isEqualTo("s/t-1");
        }
    }

    @Test
    void atOneServersAddressNobodyListensToATaskOfAnother() throws Exception {
        serve(true);
        begin(client("2026-07-28", "/mcp/s/s", "ada"), "/mcp/s/s");

        HttpResponse<String> refused = world.client.send(
                listening("/mcp/s/s", "bob", "[\"t-1\"]").build(), HttpResponse.BodyHandlers.ofString());

        assertThat(refused.body()).contains("there is no task t-1");
        assertThat(server.asked).doesNotContain("subscriptions/listen");
        try (BufferedReader hers = open(listening("/mcp/s/s", "ada", "[\"t-1\"]"))) {
            assertThat(next(hers).at("/params/notifications/taskIds/0").asText())
                    .isEqualTo("t-1");
        }
    }

    @Test
    void aSessionHearsOfItsTasksByTheirNamesHere() throws Exception {
        serve(false);
        AnyClient ada = client("2025-11-25", "/mcp", "ada");
        try (BufferedReader stream = open(world.request("/mcp")
                .header("Mcp-Session-Id", String.valueOf(ada.session()))
                .header("MCP-Protocol-Version", "2025-11-25")
                .GET())) {
            begin(ada, "/mcp");
            server.tasks.put("t-1", "completed");
            server.news.add("tasks/status t-1");

            JsonNode told = next(stream);

            assertThat(told.path("method").asText()).isEqualTo("notifications/tasks/status");
            assertThat(told.at("/params/taskId").asText()).isEqualTo("s/t-1");
            assertThat(ada.ask("tasks/list", params("{}"))
                            .answer()
                            .at("/result/tasks/0/status")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mcp/s/s", "/mcp"})
    void aLegacySessionHearsOfItsTasksAtAModernServer(String path) throws Exception {
        serve(true);
        AnyClient ada = client("2025-11-25", path, "ada");
        try (BufferedReader stream = open(world.request(path)
                .header("Mcp-Session-Id", String.valueOf(ada.session()))
                .header("MCP-Protocol-Version", "2025-11-25")
                .GET())) {
            if (path.equals("/mcp/s/s")) {
                TestingGateway.until(() -> server.wanted.size() == 1);
            }
            String id = begin(ada, path);
            TestingGateway.until(() -> server.wanted.stream().anyMatch(wanted -> wanted.has("taskIds")));
            server.endAllButTheNewest();
            server.news.add("tasks t-1");

            JsonNode told = next(stream);

            assertThat(told.path("method").asText()).isEqualTo("notifications/tasks/status");
            assertThat(told.at("/params/taskId").asText()).isEqualTo(id);
            assertThat(told.at("/params/ttl").asInt()).isEqualTo(60_000);
            assertThat(told.path("params").has("result")).isFalse();
        }
    }

    private BufferedReader open(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> answer =
                world.client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder listening(String path, String caller, String ids) {
        return world.request(path)
                .header("Test-Caller", caller)
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "subscriptions/listen")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"jsonrpc":"2.0","id":"l-1","method":"subscriptions/listen","params":{"notifications":
                         {"taskIds":%s},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
                         "io.modelcontextprotocol/clientCapabilities":%s}}}""".formatted(ids, MODERN)));
    }

    private static JsonNode next(BufferedReader stream) throws Exception {
        for (String line = stream.readLine(); line != null; line = stream.readLine()) {
            if (line.startsWith("data: {")) {
                return OneEraServer.JSON.readTree(line.substring(6));
            }
        }
        throw new AssertionError("the stream has ended");
    }
}
