package org.mcpcoordinator.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An agent runs the fleet by the coordinator's own tools, within its rights, and a person says yes where it ends something. */
@ExtendWith(RunningProduct.Provider.class)
class OwnToolsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String ENVELOPE = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}""";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile ElicitResult.Action says = ElicitResult.Action.ACCEPT;

    /** Looks, deploys a server that cannot begin, is told why, mends it, and takes it away again in the other era. */
    @Test
    void anAgentFindsWhatIsWrongMendsItAndChangesTheFleet(RunningProduct product) throws Exception {
        Path root = product.data().resolve("steered");
        String definition = "{\"name\":\"steered\",\"category\":\"filesystem\",\"builtin\":\"files\","
                + "\"config\":{\"root\":\"" + root + "\"}}";
        try (McpSyncClient agent = agent(product, product.adminBasic(), true)) {
            agent.initialize();
            assertThat(agent.listTools().tools()).extracting(Tool::name).contains("fleet_status", "rollout_start");
            JsonNode before = call(agent, "fleet_status", "{}");
            assertThat(before.path("desired").asInt()).isPositive();

            JsonNode plan = call(agent, "plan", "{\"change\":{\"fleet\":\"steered\",\"set\":[" + definition + "]}}");
            assertThat(plan.at("/counts/add").asInt()).isOne();
            rollOut(agent, plan, "");
            assertThat(asked).singleElement().asString().contains("Roll out plan", "fleet steered", "1 add (steered)");

            Await.until(
                    "it has failed",
                    SOON,
                    () -> call(agent, "servers", "{\"text\":\"steered\",\"state\":\"FAILED\"}")
                                    .path("total")
                                    .asInt()
                            == 1);
            JsonNode why = call(agent, "explain", "{\"server\":\"steered\"}");
            assertThat(why.toString()).contains(root.toString());
            assertThat(call(agent, "doctor", "{}").toString()).contains("steered");

            Files.createDirectory(root);
            int questions = asked.size();
            call(agent, "server_action", "{\"server\":\"steered\",\"action\":\"restart\"}");
            assertThat(asked).as("a restart ends nothing").hasSize(questions);
            Await.until("it is well", SOON, () -> state(agent).equals("HEALTHY"));
        }
        Await.until(
                "its rollout has ended",
                SOON,
                () -> !product.get("rollouts").at("/items/0/state").asText().equals("RUNNING"));
        takeAway(product);
        assertThat(product.get("audit?size=50").toString())
                .contains("\"action\":\"rollout.start\"", "\"action\":\"server.restart\"", "\"means\":\"mcp\"");
    }

    private String state(McpSyncClient agent) {
        return call(agent, "servers", "{\"text\":\"steered\"}")
                .at("/items/0/state")
                .asText();
    }

    private void rollOut(McpSyncClient agent, JsonNode plan, String more) {
        JsonNode begun = call(
                agent, "rollout_start", "{\"planId\":" + plan.path("planId") + ",\"profile\":\"quick\"" + more + "}");
        assertThat(begun.path("id").asLong()).isPositive();
    }

    /** As a client of the newest revision: the question is an answer, and the yes comes with the same call. */
    private static void takeAway(RunningProduct product) {
        JsonNode planned = modern(product, "plan", """
                {"change":{"fleet":"steered","remove":["steered"]}}""", "");
        JsonNode plan = planned.path("structuredContent");
        String arguments = "{\"planId\":" + plan.path("planId") + ",\"profile\":\"quick\",\"allowRemove\":1}";
        JsonNode question = modern(product, "rollout_start", arguments, "");
        assertThat(question.path("resultType").asText()).as(question.toString()).isEqualTo("input_required");
        assertThat(question.at("/inputRequests/confirm/params/message").asText())
                .contains("1 remove (steered)");
        JsonNode begun = modern(
                product,
                "rollout_start",
                arguments,
                "\"inputResponses\":{\"confirm\":{\"action\":\"accept\",\"content\":{}}},\"requestState\":"
                        + question.path("requestState") + ",");
        assertThat(begun.path("isError").asBoolean()).as(begun.toString()).isFalse();
        long id = begun.at("/structuredContent/id").asLong();
        Await.until(
                "it is gone",
                SOON,
                () -> modern(product, "rollout_status", "{\"id\":" + id + "}", "")
                        .at("/structuredContent/state")
                        .asText()
                        .equals("SUCCEEDED"));
    }

    @Test
    void whoeverDeclinesHasNothingDoneAndWhoCannotBeAskedIsToldWhatToDo(RunningProduct product) {
        String server = healthy(product);
        String stop = "{\"server\":\"" + server + "\",\"action\":\"stop\"}";
        try (McpSyncClient agent = agent(product, product.adminBasic(), true)) {
            agent.initialize();
            says = ElicitResult.Action.DECLINE;
            assertThat(refused(agent, "server_action", stop)).startsWith("NOT_CONFIRMED");
            assertThat(asked)
                    .singleElement()
                    .asString()
                    .isEqualTo("Stop server " + server + " of fleet "
                            + product.get("servers/" + server)
                                    .at("/instances/0/fleet")
                                    .asText() + " (1 copy)?");
        }
        try (McpSyncClient mute = agent(product, product.adminBasic(), false)) {
            mute.initialize();
            assertThat(refused(mute, "server_action", stop))
                    .startsWith("CONFIRMATION_NEEDED")
                    .contains("coordinator.gateway.confirm");
        }
        assertThat(product.get("servers/" + server).at("/instances/0/desired").asText())
                .isEqualTo("RUNNING");
    }

    @Test
    void aViewerSeesAndChangesNothing(RunningProduct product) {
        String token = RunningProduct.json(
                        product.post("tokens", "{\"name\":\"looker-" + UUID.randomUUID() + "\",\"role\":\"viewer\"}")
                                .body())
                .path("token")
                .asText();
        try (McpSyncClient viewer = agent(product, "Bearer " + token, true)) {
            viewer.initialize();
            assertThat(viewer.listTools().tools())
                    .extracting(Tool::name)
                    .contains("explain", "logs")
                    .doesNotContain("plan", "rollout_start", "rollout_action", "server_action");
            String server = healthy(product);
            assertThat(refused(viewer, "server_action", "{\"server\":\"" + server + "\",\"action\":\"restart\"}"))
                    .startsWith("FORBIDDEN")
                    .contains("operator");
        }
    }

    /** Whether all are listed, or are too many: then they are found. */
    @Test
    void itsToolsAreAmongThoseOfAllServers(RunningProduct product) {
        Await.until(
                "they are found",
                SOON,
                () -> modern(
                                product,
                                "mcp",
                                "find_tools",
                                "{\"query\":\"why is a server of the fleet unhealthy, explain its state\",\"limit\":20}",
                                "")
                        .toString()
                        .contains("coordinator__explain"));
        JsonNode status =
                modern(product, "mcp", "call_tool", "{\"name\":\"coordinator__fleet_status\",\"arguments\":{}}", "");
        assertThat(status.at("/structuredContent/desired").asInt())
                .as(status.toString())
                .isPositive();
        assertThat(modern(product, "mcp", "coordinator__servers", "{\"size\":1}", "")
                        .at("/structuredContent/items"))
                .hasSize(1);
    }

    private static String healthy(RunningProduct product) {
        return product.get("servers?category=database&state=HEALTHY&size=1")
                .at("/items/0/name")
                .asText();
    }

    private McpSyncClient agent(RunningProduct product, String authorization, boolean asks) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        product.base().toString())
                .endpoint("/mcp/s/coordinator")
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", authorization))
                .build();
        McpClient.SyncSpec spec = McpClient.sync(transport).requestTimeout(Duration.ofSeconds(30));
        if (asks) {
            spec.capabilities(ClientCapabilities.builder().elicitation().build())
                    .elicitation(question -> {
                        asked.add(question.message());
                        return new ElicitResult(says, Map.of());
                    });
        }
        return spec.build();
    }

    private static JsonNode call(McpSyncClient agent, String tool, String arguments) {
        CallToolResult result = made(agent, tool, arguments);
        assertThat(result.isError()).as(text(result)).isNotEqualTo(Boolean.TRUE);
        return JSON.valueToTree(result.structuredContent());
    }

    private static String refused(McpSyncClient agent, String tool, String arguments) {
        CallToolResult result = made(agent, tool, arguments);
        assertThat(result.isError()).as(text(result)).isTrue();
        return text(result);
    }

    private static CallToolResult made(McpSyncClient agent, String tool, String arguments) {
        @SuppressWarnings("unchecked")
        Map<String, Object> given = JSON.convertValue(RunningProduct.json(arguments), Map.class);
        return agent.callTool(CallToolRequest.builder(tool).arguments(given).build());
    }

    private static String text(CallToolResult result) {
        return result.content().get(0) instanceof TextContent text ? text.text() : "";
    }

    private static JsonNode modern(RunningProduct product, String tool, String arguments, String more) {
        return modern(product, "mcp/s/coordinator", tool, arguments, more);
    }

    private static JsonNode modern(RunningProduct product, String path, String tool, String arguments, String more) {
        HttpResponse<String> answer = product.send(product.request(path)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", tool)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                                + "\",\"arguments\":" + arguments + "," + more + ENVELOPE + "}}"))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return RunningProduct.json(answer.body()).path("result");
    }
}
