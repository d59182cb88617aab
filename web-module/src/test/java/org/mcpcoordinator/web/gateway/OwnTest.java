package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mcpcoordinator.web.gateway.AnyClient.params;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.Outcome;
import org.mcpcoordinator.mcp.server.Replies;
import org.mcpcoordinator.mcp.server.ServerIdentity;
import org.mcpcoordinator.mcp.server.Tool;
import org.mcpcoordinator.mcp.server.ToolResult;
import org.mcpcoordinator.routing.RouteTable;
import org.mcpcoordinator.web.wire.OwnServer;

/** The coordinator as one more server, for clients of every revision. */
class OwnTest {
    private final TestingGateway testing = new TestingGateway();

    OwnTest() {
        testing.gateway.bridge().serve(new AskingServer());
    }

    @AfterEach
    void close() throws Exception {
        testing.close();
    }

    /** Tells who asks, and asks before it tells. */
    static final class AskingServer implements OwnServer {
        @Override
        public ArrayNode tools(Role role) {
            ArrayNode tools = Json.object().putArray("tools");
            tools.add(tool(new Caller("x", role, "")).declaration());
            return tools;
        }

        @Override
        public CompletableFuture<HttpAnswer> answer(Caller caller, HttpQuestion question) {
            McpServer server = McpServer.forOne(
                    new ServerIdentity("own", "Own", "1", "be bold"), List.of(tool(caller)), List.of());
            return CompletableFuture.supplyAsync(() -> {
                Outcome outcome = server.receive(question);
                return outcome instanceof Outcome.Work work ? work.run() : ((Outcome.Ready) outcome).answer();
            });
        }

        private static Tool tool(Caller caller) {
            String who = caller.name() + " " + caller.role() + " " + caller.means();
            var schema = Json.object().put("type", "object");
            return Tool.of("whoami", "Tells who asks.", schema, new Tool.Handler() {
                @Override
                public ToolResult call(Arguments arguments) {
                    return ToolResult.text(who);
                }

                @Override
                public ToolResult call(Arguments arguments, Replies replies) {
                    if (!replies.elicits()) {
                        return ToolResult.failure("cannot ask");
                    }
                    return replies.accepted("k")
                            ? call(arguments)
                            : ToolResult.question(
                                    new ToolResult.Asked("k", Json.object().put("message", "Sure?"), "s"));
                }
            });
        }
    }

    private AnyClient client(String revision, boolean elicits) {
        return new AnyClient(testing, "coordinator", revision, "ada", elicits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"})
    void clientsOfEveryRevisionAreServedAndAsked(String revision) throws Exception {
        AnyClient client = client(revision, true);
        JsonNode greeting = client.connect();
        assertThat(greeting.path("instructions").asText()).isEqualTo("be bold");
        assertThat(client.ask("tools/list", params("{}"))
                        .answer()
                        .at("/result/tools/0/name")
                        .asText())
                .isEqualTo("whoami");
        assertThat(client.tool("whoami", "{}").text()).isEqualTo("ada VIEWER bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void whoCannotBeAskedIsToldSo(String revision) throws Exception {
        AnyClient client = client(revision, false);
        client.connect();
        JsonNode result = client.tool("whoami", "{}").answer().path("result");
        assertThat(result.path("isError").asBoolean()).isTrue();
        assertThat(result.at("/content/0/text").asText()).isEqualTo("cannot ask");
    }

    @Test
    void itsToolsAreAmongThoseOfAllServersAndAskAsThere() throws Exception {
        String me = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";
        JsonNode listed = whole("tools/list", "", me);
        assertThat(listed.at("/tools/0/name").asText()).isEqualTo("coordinator__whoami");
        String call = "\"name\":\"coordinator__whoami\",";
        JsonNode asked = whole("tools/call", "coordinator__whoami", call + me);
        assertThat(asked.path("resultType").asText()).as(asked.toString()).isEqualTo("input_required");
        JsonNode done = whole(
                "tools/call",
                "coordinator__whoami",
                call + "\"requestState\":\"s\",\"inputResponses\":{\"k\":{\"action\":\"accept\"}}," + me);
        assertThat(done.at("/content/0/text").asText()).isEqualTo("ada VIEWER bearer");
    }

    private JsonNode whole(String method, String name, String params) throws Exception {
        HttpRequest request = testing.request("/mcp")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}"))
                .build();
        return Json.read(testing.client
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body())
                .path("result");
    }

    @Test
    void whatItDoesNotServeIsAnErrorOfTheProtocol() throws Exception {
        AnyClient client = client("2026-07-28", true);
        for (String method : List.of("subscriptions/listen", "prompts/list")) {
            AnyClient.Talk talk = client.ask(method, params("{}"));
            assertThat(talk.status()).as(method).isEqualTo(404);
            assertThat(talk.answer().at("/error/code").asInt()).isEqualTo(-32601);
        }
    }

    @Test
    void aServerThatHadTheNameBeforeKeepsIt() throws Exception {
        testing.table(new RouteTable(Map.of(), Set.of("coordinator")));
        AnyClient.Talk talk = client("2026-07-28", true).ask("server/discover", params("{}"));
        assertThat(talk.status()).isEqualTo(503);
        assertThat(talk.answer().at("/error/data/code").asText()).isEqualTo("SERVER_AWAY");
    }
}
