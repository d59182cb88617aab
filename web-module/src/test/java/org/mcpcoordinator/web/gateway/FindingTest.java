package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.Undertow;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.finding.FoundTool;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** More tools than are listed: three find and call them all. */
class FindingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String META = ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final TestingGateway world =
            new TestingGateway(new GatewayConfig(Duration.ofSeconds(5), 1024 * 1024, 64, Duration.ofSeconds(3), 2));
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void begin() {
        world.listing = new TestingListing()
                .with("shop", "api", "legacy modern", "", "add", "a.b")
                .with("zoo", "database", "legacy modern", "", "add")
                .made();
        world.table(new RouteTable(
                Map.of(
                        "shop", List.of(new Route("shop", 0, TestingGateway.mcp(server("shop")), Map.of())),
                        "zoo", List.of(new Route("zoo", 0, TestingGateway.mcp(server("zoo")), Map.of()))),
                Set.of("shop", "zoo")));
        world.search = (question, servers, most) -> {
            seen.add(question + " " + servers + " " + most);
            return CompletableFuture.completedFuture(List.of(
                    new FoundTool("add", "{}", 9, List.of("zoo", "shop"), 2),
                    new FoundTool("gone", "{}", 8, List.of("zoo"), 1),
                    new FoundTool("a.b", "{}", 7, List.of("shop"), 1)));
        };
    }

    @AfterEach
    void end() throws IOException {
        world.close();
    }

    private Undertow server(String name) {
        return world.blocking(exchange -> {
            JsonNode asked = JSON.readTree(TestingGateway.body(exchange));
            seen.add(name + " " + asked.path("method").asText() + " " + asked.path("params") + " "
                    + exchange.getRequestHeaders().getFirst("Mcp-Name"));
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender()
                    .send("{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id") + ",\"result\":{\"content\":[]}}");
        });
    }

    private JsonNode modern(String path, String method, String params) throws Exception {
        String name = JSON.readTree("{" + params + "}").path("name").asText("");
        HttpRequest.Builder request = world.request(path)
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"" + method
                        + "\",\"params\":{" + (params.isEmpty() ? META.substring(1) : params + META) + "}}"));
        return sent(name.isEmpty() ? request : request.header("Mcp-Name", name));
    }

    private JsonNode legacy(String method, String params) throws Exception {
        return sent(world.request("/mcp")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{" + params + "}}")));
    }

    private JsonNode sent(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = world.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(response.body());
    }

    private static String call(String name, String arguments) {
        return "\"name\":\"" + name + "\",\"arguments\":" + arguments;
    }

    @Test
    void tooManyToolsAreListedAsThreeInBothErasAndFewAsTheyAre() throws Exception {
        JsonNode modern = modern("/mcp", "tools/list", "").path("result");
        JsonNode legacy = legacy("tools/list", "").path("result");

        assertThat(modern.path("tools").findValuesAsText("title")).hasSize(3);
        assertThat(modern.path("ttlMs").isInt()).isTrue();
        assertThat(legacy.path("tools")).isEqualTo(modern.path("tools"));
        assertThat(legacy.toString().length()).isLessThan(4096);
        assertThat(modern("/mcp/c/database", "tools/list", "")
                        .at("/result/tools/0/name")
                        .asText())
                .isEqualTo("zoo__add");
    }

    @Test
    void toolsAreFoundUnderTheNamesTheyAreCalledBy() throws Exception {
        JsonNode result = modern("/mcp", "tools/call", call("find_tools", "{\"query\":\"one more\",\"limit\":3}"))
                .path("result");
        JsonNode answer = JSON.readTree(result.at("/content/0/text").asText());

        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(answer.path("tools")).hasSize(2);
        assertThat(answer.at("/tools/0/name").asText()).isEqualTo("zoo__add");
        assertThat(answer.at("/tools/0/sameAs/0").asText()).isEqualTo("shop__add");
        assertThat(answer.at("/tools/0/inputSchema/type").asText()).isEqualTo("object");
        assertThat(seen.poll())
                .startsWith("one more {")
                .contains("shop=[shop]", "zoo=[zoo]")
                .endsWith(" 3");

        modern("/mcp/c/database", "tools/call", call("find_tools", "{\"query\":\"one more\"}"));
        assertThat(seen.poll()).isEqualTo("one more {zoo=[zoo]} 8");
    }

    @Test
    void aToolIsDescribedAndCalledByItsName() throws Exception {
        String name = JSON.readTree(legacy("tools/call", call("find_tools", "{\"query\":\"x\"}"))
                        .at("/result/content/0/text")
                        .asText())
                .at("/tools/1/name")
                .asText();
        seen.clear();

        assertThat(legacy("tools/call", call("describe_tool", "{\"name\":\"" + name + "\"}"))
                        .at("/result/content/0/text")
                        .asText())
                .contains("\"inputSchema\":{\"type\":\"object\"}");
        assertThat(modern(
                                "/mcp",
                                "tools/call",
                                call("call_tool", "{\"name\":\"" + name + "\",\"arguments\":{\"n\":1}}"))
                        .at("/result/content")
                        .isArray())
                .isTrue();
        assertThat(seen.poll())
                .startsWith("shop tools/call {\"name\":\"a.b\",\"arguments\":{\"n\":1},")
                .endsWith(" a.b");
    }

    @Test
    void whatIsWrongIsToldToTheModel() throws Exception {
        assertThat(told(call("call_tool", "{\"name\":\"zoo__none\"}")))
                .isEqualTo("there is no tool zoo__none: ask find_tools, and give the name as it is told there");
        assertThat(told(call("call_tool", "{\"tool\":\"zoo__add\"}"))).startsWith("call_tool takes name");
        assertThat(told(call("call_tool", "{\"name\":\"call_tool\"}"))).startsWith("there is no tool call_tool");
        assertThat(told(call("describe_tool", "{}"))).startsWith("there is no tool without a name");
        assertThat(told(call("find_tools", "{}"))).startsWith("query is missing");
        world.search = (question, servers, most) -> CompletableFuture.failedFuture(new RejectedExecutionException());
        assertThat(told(call("find_tools", "{\"query\":\"x\"}"))).startsWith("too many searches");
        world.search = (question, servers, most) -> CompletableFuture.failedFuture(new IllegalStateException("away"));
        assertThat(told(call("find_tools", "{\"query\":\"x\"}"))).startsWith("tools cannot be found now");
        assertThat(seen).isEmpty();
    }

    private String told(String params) throws Exception {
        JsonNode result = legacy("tools/call", params).path("result");
        assertThat(result.path("isError").asBoolean()).isTrue();
        return result.at("/content/0/text").asText();
    }
}
