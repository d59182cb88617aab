package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mcpcoordinator.access.CallRate;
import org.mcpcoordinator.access.Scope;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.finding.FoundTool;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** Callers who do not see everything: real gateway, real servers. */
class ScopesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String META = ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final TestingGateway world = new TestingGateway();
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void begin() {
        listing(new TestingListing());
        Map<String, List<Route>> routes = new HashMap<>();
        for (String server : List.of("notes", "mail", "base")) {
            routes.put(server, List.of(new Route(server, 0, TestingGateway.mcp(server(server)), Map.of())));
        }
        world.table(new RouteTable(routes, Set.of("notes", "mail", "base", "away")));
        caller("ofCategory", List.of("database"), List.of(), List.of());
        caller("ofServer", List.of(), List.of("notes"), List.of());
        caller("ofTool", List.of(), List.of(), List.of("notes__read*"));
    }

    private void listing(TestingListing listing) {
        world.listing = listing.with("notes", "api", "legacy modern", "file:///n", "read", "read_all", "write")
                .with("mail", "api", "legacy modern", "", "send")
                .with("base", "database", "legacy modern", "", "query")
                .unknown("away", "api")
                .made();
    }

    private void caller(String name, List<String> categories, List<String> servers, List<String> tools) {
        world.sights.put(name, Sight.of(new Scope(categories, servers, tools, List.of(), CallRate.NONE)));
    }

    @AfterEach
    void end() throws IOException {
        world.close();
    }

    private io.undertow.Undertow server(String name) {
        return world.blocking(exchange -> {
            JsonNode asked = JSON.readTree(TestingGateway.body(exchange));
            seen.add(name + " " + asked.path("method").asText() + " "
                    + asked.at("/params/name").asText(""));
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender()
                    .send("{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id") + ",\"result\":{\"content\":[]}}");
        });
    }

    private HttpResponse<String> post(String caller, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                world.request(path).header("Test-Caller", caller).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return world.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode modern(String caller, String path, String method, String params) throws Exception {
        JsonNode given = JSON.readTree("{" + params + "}");
        String name = given.path("name").asText(given.path("uri").asText(""));
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? META.substring(1) : META) + "}}";
        String[] headers = name.isEmpty()
                ? new String[] {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method}
                : new String[] {"MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method, "Mcp-Name", name};
        return JSON.readTree(post(caller, path, body, headers).body());
    }

    private JsonNode legacy(String caller, String path, String method, String params) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
        return JSON.readTree(post(caller, path, body).body());
    }

    private static List<String> names(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path(field).asText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy"})
    void listsShowWhatIsSeenOnly(String era) throws Exception {
        assertThat(tools(era, "anybody"))
                .containsExactly("base__query", "mail__send", "notes__read", "notes__read_all", "notes__write");
        assertThat(tools(era, "ofCategory")).containsExactly("base__query");
        assertThat(tools(era, "ofServer")).containsExactly("notes__read", "notes__read_all", "notes__write");
        assertThat(tools(era, "ofTool")).containsExactly("notes__read", "notes__read_all");
        assertThat(names(ask(era, "ofServer", "prompts/list").at("/result/prompts"), "name"))
                .containsExactly("notes__greet");
        assertThat(names(ask(era, "ofServer", "resources/list").at("/result/resources"), "uri"))
                .hasSize(1);
        assertThat(ask(era, "ofTool", "prompts/list").at("/result/prompts")).isEmpty();
        assertThat(ask(era, "ofTool", "resources/list").at("/result/resources")).isEmpty();
        assertThat(ask(era, "anybody", "tools/list").toString()).contains("\"away\"");
        assertThat(ask(era, "ofServer", "tools/list").toString()).doesNotContain("away");
    }

    private JsonNode ask(String era, String caller, String method) throws Exception {
        return era.equals("modern") ? modern(caller, "/mcp", method, "") : legacy(caller, "/mcp", method, "");
    }

    private List<String> tools(String era, String caller) throws Exception {
        return names(ask(era, caller, "tools/list").at("/result/tools"), "name");
    }

    @Test
    void whatIsNotSeenIsUnknownWhereAllAreOne() throws Exception {
        JsonNode hidden = modern("ofCategory", "/mcp", "tools/call", "\"name\":\"mail__send\"");
        JsonNode absent = modern("ofCategory", "/mcp", "tools/call", "\"name\":\"none__send\"");
        assertThat(hidden.at("/error/message").asText().replace("mail", "none"))
                .isEqualTo(absent.at("/error/message").asText())
                .contains("there is no tool");
        assertThat(modern("ofTool", "/mcp", "resources/read", "\"uri\":\"coordinator://notes/file:///n\"")
                        .at("/error/message")
                        .asText())
                .contains("there is no resource");
        assertThat(modern("ofTool", "/mcp", "prompts/get", "\"name\":\"notes__greet\"")
                        .has("error"))
                .isTrue();
        assertThat(modern("ofServer", "/mcp", "resources/read", "\"uri\":\"coordinator://mail/file:///n\"")
                        .has("error"))
                .isTrue();
        assertThat(seen).isEmpty();
        assertThat(modern("ofTool", "/mcp", "tools/call", "\"name\":\"notes__read\"")
                        .has("result"))
                .isTrue();
        assertThat(seen).containsExactly("notes tools/call read");
        assertThat(legacy("ofCategory", "/mcp/c/api", "tools/list", "").at("/result/tools"))
                .isEmpty();
    }

    @Test
    void aServerThatIsNotSeenIsLikeOneThatIsNotThere() throws Exception {
        HttpResponse<String> hidden = post("ofCategory", "/mcp/s/mail", TestingGateway.PING);
        HttpResponse<String> absent = post("ofCategory", "/mcp/s/none", TestingGateway.PING);
        HttpResponse<String> away = post("ofCategory", "/mcp/s/away", TestingGateway.PING);
        assertThat(hidden.statusCode()).isEqualTo(404).isEqualTo(absent.statusCode());
        assertThat(hidden.body().replace("mail", "none"))
                .isEqualTo(absent.body())
                .isEqualTo(away.body().replace("away", "none"));
        assertThat(post("ofTool", "/mcp/s/mail", TestingGateway.PING).statusCode())
                .isEqualTo(404);
        assertThat(seen).isEmpty();
        assertThat(post("ofCategory", "/mcp/s/base", TestingGateway.PING).statusCode())
                .isEqualTo(200);
        assertThat(post("ofServer", "/mcp/s/notes", TestingGateway.PING).statusCode())
                .isEqualTo(200);
    }

    @Test
    void atAServerOfWhichSomeToolsAreSeenTheOthersAreNotThere() throws Exception {
        for (String era : List.of("modern", "legacy")) {
            seen.clear();
            JsonNode list = era.equals("modern")
                    ? modern("ofTool", "/mcp/s/notes", "tools/list", "")
                    : legacy("ofTool", "/mcp/s/notes", "tools/list", "");
            assertThat(names(list.at("/result/tools"), "name")).containsExactly("read", "read_all");
            for (String refused : List.of("prompts/get", "resources/read", "completion/complete", "tasks/list")) {
                assertThat(legacy("ofTool", "/mcp/s/notes", refused, "\"name\":\"greet\"")
                                .has("error"))
                        .as(refused)
                        .isTrue();
            }
            assertThat(legacy("ofTool", "/mcp/s/notes", "resources/list", "").at("/result/resources"))
                    .isEmpty();
            assertThat(legacy("ofTool", "/mcp/s/notes", "tools/call", "\"name\":\"write\"")
                            .at("/error/message")
                            .asText())
                    .isEqualTo("there is no tool write");
            assertThat(seen).isEmpty();
        }
        assertThat(legacy("ofTool", "/mcp/s/notes", "tools/call", "\"name\":\"read_all\"")
                        .has("result"))
                .isTrue();
        assertThat(modern("ofTool", "/mcp/s/notes", "tools/call", "\"name\":\"read\"")
                        .has("result"))
                .isTrue();
        assertThat(legacy("ofTool", "/mcp/s/notes", "ping", "").has("result")).isTrue();
        assertThat(seen).containsExactly("notes tools/call read_all", "notes tools/call read", "notes ping ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\",\"name\":\"write\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\",\"Name\":\"write\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"Method\":\"tools/call\",\"params\":{\"name\":\"write\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\"},\"param\\u017f\":{\"name\":\"write\"}}",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"write\"}}]",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"Name\":\"write\"}}"
            })
    void whatCouldBeReadInTwoWaysReachesNoServer(String body) throws Exception {
        assertThat(post("ofTool", "/mcp/s/notes", body).body()).contains("\"error\"");
        assertThat(seen).isEmpty();
    }

    @Test
    void pinnedToolsAreListedBesideThoseThatFindTheOthers() throws Exception {
        String[] many = IntStream.range(0, 120).mapToObj(n -> "t" + n).toArray(String[]::new);
        listing(new TestingListing().with("many", "api", "legacy modern", "", many));
        world.sights.put(
                "pinner",
                Sight.of(new Scope(
                        List.of(), List.of(), List.of(), List.of("mail__*", "many/t7", "none__x"), CallRate.NONE)));
        assertThat(tools("modern", "pinner"))
                .containsExactly("find_tools", "describe_tool", "call_tool", "mail__send", "many__t7");
        assertThat(tools("legacy", "anybody")).containsExactly("find_tools", "describe_tool", "call_tool");
        // What is seen is little enough to be listed.
        assertThat(tools("legacy", "ofCategory")).containsExactly("base__query");
    }

    @Test
    void onlyWhatIsSeenIsFoundDescribedAndCalled() throws Exception {
        world.search = (question, servers, most) -> {
            seen.add(String.join(",", servers.keySet()) + " " + most);
            return CompletableFuture.completedFuture(List.of(
                    new FoundTool("write", "{}", 2, List.of("notes"), 1),
                    new FoundTool("read", "{}", 1, List.of("notes"), 1)));
        };
        String found = legacy(
                        "ofTool",
                        "/mcp",
                        "tools/call",
                        "\"name\":\"find_tools\",\"arguments\":{\"query\":\"read\",\"limit\":1}")
                .at("/result/content/0/text")
                .asText();
        assertThat(found).contains("notes__read").doesNotContain("write");
        assertThat(seen).containsExactly("notes 50");
        assertThat(call("ofTool", "describe_tool", "notes__write").toString()).contains("there is no tool");
        assertThat(call("ofTool", "call_tool", "notes__write").toString()).contains("there is no tool");
        assertThat(call("ofTool", "describe_tool", "notes__read").toString()).doesNotContain("there is no tool");
    }

    private JsonNode call(String caller, String tool, String name) throws Exception {
        return legacy(
                caller, "/mcp", "tools/call", "\"name\":\"" + tool + "\",\"arguments\":{\"name\":\"" + name + "\"}");
    }

    @Test
    void whatIsListedChangesWithTheListing() throws Exception {
        assertThat(tools("modern", "ofServer")).hasSize(3);
        world.listing = new TestingListing()
                .with("notes", "api", "legacy modern", "", "other")
                .with("mail", "api", "legacy modern", "", "send")
                .made();
        assertThat(tools("modern", "ofServer")).containsExactly("notes__other");
    }

    @Test
    void newsOfResourcesAreNotForWhoSeesNamedToolsOnly() throws Exception {
        String uri = "coordinator://notes/file:///n";
        assertThat(world.listing.seen("", sight("ofServer")).resource(uri)).isPresent();
        assertThat(world.listing.seen("", sight("ofTool")).resource(uri)).isEmpty();
        for (String wanted : List.of(
                "\"notifications\":{\"resourceSubscriptions\":[\"file:///n\"]}",
                "\"notifications\":{\"ResourceSubscriptions\":[\"file:///n\"]}",
                "\"Notifications\":{\"resourceSubscriptions\":[\"file:///n\"]}")) {
            assertThat(modern("ofTool", "/mcp/s/notes", "subscriptions/listen", wanted)
                            .has("error"))
                    .as(wanted)
                    .isTrue();
        }
        assertThat(legacy("ofTool", "/mcp/s/notes", "resources/subscribe", "\"uri\":\"file:///n\"")
                        .has("error"))
                .isTrue();
        assertThat(seen).isEmpty();
        modern("ofTool", "/mcp/s/notes", "subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");
        assertThat(seen).containsExactly("notes subscriptions/listen ");
    }

    private Sight sight(String caller) {
        return world.sights.getOrDefault(caller, Sight.ALL);
    }

    @Test
    void aToolIsSeenAtItsServerIfItIsSeenWhereAllAreOne() throws Exception {
        world.listing = new TestingListing()
                .plain()
                .with("notes", "api", "legacy modern", "", "read", "write")
                .made();
        caller("bySlash", List.of(), List.of(), List.of("notes/read"));
        // It is called read there, so that notes__read is no tool.
        assertThat(tools("modern", "ofTool")).isEmpty();
        assertThat(legacy("ofTool", "/mcp/s/notes", "tools/call", "\"name\":\"read\"")
                        .has("error"))
                .isTrue();
        assertThat(seen).isEmpty();
        assertThat(tools("modern", "bySlash")).containsExactly("read");
        assertThat(legacy("bySlash", "/mcp/s/notes", "tools/call", "\"name\":\"read\"")
                        .has("result"))
                .isTrue();
        assertThat(legacy("bySlash", "/mcp/s/notes", "tools/call", "\"name\":\"write\"")
                        .has("error"))
                .isTrue();
    }

    @Test
    void whatIsHeldIsHeldForWhoSeesIt() throws Exception {
        listing(new TestingListing().held("notes", "read"));
        assertThat(legacy("ofTool", "/mcp/s/notes", "tools/call", "\"name\":\"read\"")
                        .has("error"))
                .isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void tasksAreAskedOfServersThatAreSeen() throws Exception {
        listing(new TestingListing().tasks());
        for (String caller : List.of("ofTool", "ofServer")) {
            ObjectNode made = JSON.createObjectNode().put("status", "working");
            world.gateway.tasks().made("token:" + caller, "notes", 0, "read", made.put("taskId", "t-" + caller));
            world.gateway.tasks().made("token:" + caller, "mail", 0, "send", made);
        }
        for (String caller : List.of("ofTool", "ofServer")) {
            seen.clear();
            assertThat(legacy(caller, "/mcp", "tasks/get", "\"taskId\":\"notes/t-" + caller + "\"")
                            .has("error"))
                    .as(caller)
                    .isFalse();
            assertThat(legacy(caller, "/mcp", "tasks/get", "\"taskId\":\"mail/t-" + caller + "\"")
                            .has("error"))
                    .as(caller)
                    .isTrue();
            assertThat(seen).containsExactly("notes tasks/get ");
        }
    }

    @Test
    void whatIsNotSeenIsNotCompleted() throws Exception {
        String greet =
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"%s__greet\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}";
        assertThat(legacy("ofServer", "/mcp", "completion/complete", greet.formatted("mail"))
                        .has("error"))
                .isTrue();
        assertThat(legacy("ofTool", "/mcp", "completion/complete", greet.formatted("notes"))
                        .has("error"))
                .isTrue();
        assertThat(seen).isEmpty();
        legacy("ofServer", "/mcp", "completion/complete", greet.formatted("notes"));
        assertThat(seen).containsExactly("notes completion/complete ");
    }

    @Test
    void theCoordinatorItselfIsSeenByWhoIsShownIt() throws Exception {
        world.gateway.bridge().serve(new OwnTest.AskingServer());
        caller("ofItself", List.of(), List.of("coordinator"), List.of());
        caller("ofItsTool", List.of(), List.of(), List.of("coordinator__other"));
        assertThat(tools("modern", "anybody")).contains("coordinator__whoami");
        for (String caller : List.of("ofCategory", "ofServer", "ofTool")) {
            assertThat(tools("modern", caller)).as(caller).doesNotContain("coordinator__whoami");
            assertThat(post(caller, "/mcp/s/coordinator", TestingGateway.PING).statusCode())
                    .as(caller)
                    .isEqualTo(404);
            assertThat(modern(caller, "/mcp", "tools/call", "\"name\":\"coordinator__whoami\"")
                            .at("/error/message")
                            .asText())
                    .as(caller)
                    .contains("there is no tool");
        }
        assertThat(tools("modern", "ofItself")).containsExactly("coordinator__whoami");
        assertThat(modern("ofItsTool", "/mcp/s/coordinator", "tools/call", "\"name\":\"whoami\"")
                        .at("/error/message")
                        .asText())
                .isEqualTo("there is no tool whoami");
    }

    @Test
    void aSessionShowsWhatItsCallerSeesNow() throws Exception {
        HttpResponse<String> greeted = post(
                "later",
                "/mcp",
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":{},\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}");
        String session = greeted.headers().firstValue("Mcp-Session-Id").orElseThrow();
        caller("later", List.of(), List.of("notes"), List.of());
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"mail__send\",\"arguments\":{}}}";
        assertThat(post("later", "/mcp", call, "Mcp-Session-Id", session).body())
                .contains("there is no tool mail__send");
        String list = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";
        assertThat(post("later", "/mcp", list, "Mcp-Session-Id", session).body())
                .contains("notes__read")
                .doesNotContain("mail__send");
        assertThat(seen).isEmpty();
    }

    @Test
    void whatIsShownToOneIsKeptForNobodyElse() throws Exception {
        for (String path : List.of("/mcp", "/mcp/s/notes")) {
            assertThat(modern("ofTool", path, "tools/list", "")
                            .at("/result/cacheScope")
                            .asText())
                    .as(path)
                    .isEqualTo("private");
        }
        assertThat(modern("ofTool", "/mcp", "server/discover", "")
                        .at("/result/cacheScope")
                        .asText())
                .isEqualTo("private");
    }
}
