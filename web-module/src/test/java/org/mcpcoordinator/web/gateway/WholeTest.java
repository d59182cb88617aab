package org.mcpcoordinator.web.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.Undertow;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.directory.TestingListing;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.routing.Nap;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.routing.RouteTable;

/** All servers as one: real gateway, real servers. */
class WholeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String META = ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final TestingGateway world = new TestingGateway();
    private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Set<String> known = new HashSet<>();

    @BeforeEach
    void begin() throws Exception {
        world.listing = new TestingListing()
                .with("old", "api", "legacy", "", "add", "a.b")
                .with("new", "database", "modern", "", "add")
                .with("both", "api", "legacy modern", "file:///a", "read")
                .with("dead", "api", "legacy modern", "", "x")
                .unknown("nobody", "api")
                .made();
        Map<String, List<Route>> routes = new HashMap<>();
        for (String server : List.of("old", "new", "both")) {
            routes.put(server, List.of(new Route(server, 0, TestingGateway.mcp(server(server)), Map.of())));
        }
        routes.put("dead", List.of(new Route("dead", 0, TestingGateway.mcp(world.closedPort()), Map.of())));
        world.table(new RouteTable(routes, Set.of("old", "new", "both", "dead", "nobody")));
    }

    @AfterEach
    void end() throws IOException {
        world.close();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new AssertionError(text, broken);
        }
    }

    /** A server that answers what it was asked; with sessions where it is asked in the legacy era. */
    private Undertow server(String name) {
        return world.blocking(exchange -> {
            String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
            if (exchange.getRequestMethod().toString().equals("DELETE")) {
                seen.add(name + " DELETE " + session);
                return;
            }
            String body = TestingGateway.body(exchange);
            JsonNode asked = json(body);
            String method = asked.path("method").asText();
            String version = exchange.getRequestHeaders().getFirst("MCP-Protocol-Version");
            boolean modern = "2026-07-28".equals(version);
            seen.add(name + " " + method + " " + asked.at("/params/name").asText("") + " "
                    + exchange.getRequestHeaders().getFirst("Mcp-Name") + " " + version);
            if (method.equals("initialize")) {
                String id = name + sessions.incrementAndGet();
                known.add(id);
                exchange.getResponseHeaders().put(new HttpString("Mcp-Session-Id"), id);
            } else if (!modern && !method.startsWith("notifications/") && !known.contains(session)) {
                exchange.setStatusCode(404);
                return;
            }
            if (!asked.has("id")) {
                exchange.setStatusCode(202);
                return;
            }
            String result = method.equals("initialize")
                    ? "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}"
                    : "{\"by\":\"" + session + "\",\"asked\":" + asked.path("params")
                            + ",\"content\":[{\"type\":\"resource_link\",\"uri\":\"file:///b\"}]}";
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender()
                    .send("{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id") + ",\"result\":" + result + "}");
        });
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = world.request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return world.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private HttpResponse<String> modern(String path, String method, String params, String... more) throws Exception {
        List<String> headers = new ArrayList<>(List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method));
        headers.addAll(List.of(more));
        String meta = params.isEmpty() ? META.substring(1) : params + META;
        return post(path, request(method, meta), headers.toArray(String[]::new));
    }

    private String open(String path) throws Exception {
        HttpResponse<String> greeted = post(
                path, request("initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"sampling\":{}}"));
        assertThat(json(greeted.body()).at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
        return greeted.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private HttpResponse<String> legacy(String session, String method, String params) throws Exception {
        return post("/mcp", request(method, params), "Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-11-25");
    }

    private static List<String> names(HttpResponse<String> response) {
        return json(response.body()).at("/result/tools").findValuesAsText("name");
    }

    @Test
    void allToolsAreListedInBothErasAndNoServerIsAsked() throws Exception {
        String session = open("/mcp");

        HttpResponse<String> legacy = legacy(session, "tools/list", "");
        HttpResponse<String> modern = modern("/mcp", "tools/list", "");

        assertThat(names(legacy))
                .hasSize(5)
                .contains("old__add", "new__add", "both__read", "dead__x")
                .isSorted();
        assertThat(names(modern)).isEqualTo(names(legacy));
        assertThat(json(legacy.body()).path("id").asText()).isEqualTo("7");
        JsonNode result = json(modern.body()).path("result");
        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("cacheScope").asText()).isEqualTo("private");
        assertThat(result.at("/_meta/org.mcpcoordinator~1partial/servers/0").asText())
                .isEqualTo("nobody");
        assertThat(json(legacy.body())
                        .at("/result/_meta/org.mcpcoordinator~1partial/count")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(legacy(session, "prompts/list", "").body()).at("/result/prompts"))
                .hasSize(4);
        assertThat(json(legacy(session, "resources/list", "").body())
                        .at("/result/resources/0/uri")
                        .asText())
                .isEqualTo("coordinator://both/file:///a");
        assertThat(json(modern("/mcp", "server/discover", "").body())
                        .at("/result/supportedVersions/0")
                        .asText())
                .isEqualTo("2026-07-28");
        assertThat(seen).isEmpty();
    }

    @Test
    void aHeaderThatIsSentTwiceIsNotWhatTheBodySays() throws Exception {
        List<HttpResponse<String>> refused = List.of(
                modern("/mcp", "tools/call", "\"name\":\"new__add\"", "Mcp-Name", "new__add", "Mcp-Name", "old__add"),
                modern("/mcp", "tools/list", "", "Mcp-Method", "tools/call"),
                modern("/mcp", "tools/list", "", "MCP-Protocol-Version", "2025-11-25"));

        for (HttpResponse<String> each : refused) {
            assertThat(each.statusCode()).as(each.body()).isEqualTo(400);
            assertThat(json(each.body()).at("/error/code").asInt()).isEqualTo(-32020);
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void aCategoryIsItsServersOnly() throws Exception {
        assertThat(names(modern("/mcp/c/database", "tools/list", ""))).containsExactly("new__add");
        assertThat(names(modern("/mcp/c/business", "tools/list", ""))).isEmpty();

        HttpResponse<String> none = modern("/mcp/c/unknown", "tools/list", "");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("database, filesystem").contains("iot-hardware");
        HttpResponse<String> elsewhere =
                modern("/mcp/c/database", "tools/call", "\"name\":\"old__add\"", "Mcp-Name", "old__add");
        assertThat(json(elsewhere.body()).at("/error/code").asInt()).isEqualTo(-32602);
    }

    @Test
    void aCursorThatIsNoneOfOursIsRefused() throws Exception {
        for (String cursor : List.of("\"\"", "\"abc\"", "7", "\"e30\"")) {
            HttpResponse<String> page = modern("/mcp", "tools/list", "\"cursor\":" + cursor);
            assertThat(json(page.body()).at("/error/code").asInt()).as(cursor).isEqualTo(-32602);
        }
    }

    @Test
    void aCallReachesItsServerUnderItsOwnNameInTheModernEra() throws Exception {
        HttpResponse<String> called = modern(
                "/mcp", "tools/call", "\"name\":\"new__add\",\"arguments\":{\"x\":1.50}", "Mcp-Name", "new__add");

        JsonNode result = json(called.body()).path("result");
        assertThat(result.at("/asked/arguments/x").toString()).isEqualTo("1.5");
        assertThat(result.at("/content/0/uri").asText())
                .as("it has no resources: nothing is rewritten")
                .isEqualTo("file:///b");
        assertThat(seen).containsExactly("new tools/call add add 2026-07-28");
    }

    @Test
    void aLegacySessionOpensOneAtEachServerItCallsAndEndsThem() throws Exception {
        String session = open("/mcp");
        String marked = names(legacy(session, "tools/list", "")).stream()
                .filter(name -> name.startsWith("old__a_b"))
                .findFirst()
                .orElseThrow();

        HttpResponse<String> first = legacy(session, "tools/call", "\"name\":\"" + marked + "\"");
        HttpResponse<String> second = legacy(session, "tools/call", "\"name\":\"old__add\"");

        assertThat(json(first.body()).at("/result/asked/name").asText()).isEqualTo("a.b");
        assertThat(json(first.body()).at("/result/by").asText()).isEqualTo("old1");
        assertThat(json(second.body()).at("/result/by").asText()).isEqualTo("old1");
        assertThat(first.headers().firstValue("Mcp-Session-Id")).isEmpty();
        assertThat(seen).contains("old tools/call a.b null 2025-06-18");
        assertThat(sessions).hasValue(1);

        HttpRequest delete =
                world.request("/mcp").header("Mcp-Session-Id", session).DELETE().build();
        assertThat(world.client
                        .send(delete, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        TestingGateway.until(() -> seen.contains("old DELETE old1"));
        assertThat(legacy(session, "tools/list", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aSessionThatItsServerHasForgottenIsOpenedAgainAndTheCallMadeOnce() throws Exception {
        String session = open("/mcp");
        legacy(session, "tools/call", "\"name\":\"old__add\"");
        known.clear();
        seen.clear();

        HttpResponse<String> again = legacy(session, "tools/call", "\"name\":\"old__add\"");

        assertThat(json(again.body()).at("/result/by").asText()).isEqualTo("old2");
        assertThat(seen.stream().filter(each -> each.startsWith("old tools/call")))
                .hasSize(2);
    }

    @Test
    void whatAServerSaysOfItsResourcesIsFoundAgain() throws Exception {
        String session = open("/mcp");

        HttpResponse<String> read = legacy(session, "resources/read", "\"uri\":\"coordinator://both/file:///a?b={c}\"");

        JsonNode result = json(read.body()).path("result");
        assertThat(result.at("/asked/uri").asText()).isEqualTo("file:///a?b={c}");
        assertThat(result.at("/content/0/uri").asText()).isEqualTo("coordinator://both/file:///b");
        HttpResponse<String> modern = modern(
                "/mcp",
                "resources/read",
                "\"uri\":\"coordinator://both/file:///a\"",
                "Mcp-Name",
                "coordinator://both/file:///a");
        assertThat(json(modern.body()).at("/result/asked/uri").asText()).isEqualTo("file:///a");
        assertThat(json(legacy(session, "resources/read", "\"uri\":\"file:///a\"")
                                .body())
                        .at("/error/code")
                        .asInt())
                .isEqualTo(-32002);
    }

    @Test
    void aTaskIsAskedForWhereItIs() throws Exception {
        assertThat(json(modern("/mcp", "server/discover", "").body()).at("/result/capabilities/extensions"))
                .isEmpty();
        world.offers(new TestingListing()
                .tasks()
                .with("both", "api", "legacy modern", "", "read")
                .made());
        String session = open("/mcp");
        for (String id : List.of("t/1", "t2")) {
            ObjectNode made = JSON.createObjectNode().put("taskId", id).put("status", "working");
            world.gateway.tasks().made("token:ada", "both", 0, "read", made);
        }

        HttpResponse<String> modern = modern("/mcp", "tasks/get", "\"taskId\":\"both/t/1\"", "Mcp-Name", "both/t/1");
        HttpResponse<String> legacy = legacy(session, "tasks/result", "\"taskId\":\"both/t2\"");

        assertThat(json(modern.body()).at("/result/asked/taskId").asText()).isEqualTo("t/1");
        assertThat(seen).contains("both tasks/get  t/1 2026-07-28");
        assertThat(json(legacy.body()).at("/result/asked/taskId").asText()).isEqualTo("t2");
        for (String id : List.of("t1", "old/t1", "both", "both/t3")) {
            assertThat(json(legacy(session, "tasks/cancel", "\"taskId\":\"" + id + "\"")
                                    .body())
                            .at("/error/code")
                            .asInt())
                    .isEqualTo(-32602);
        }
        assertThat(json(modern("/mcp", "server/discover", "").body())
                        .at("/result/capabilities/extensions")
                        .has("io.modelcontextprotocol/tasks"))
                .isTrue();
    }

    @Test
    void promptsAndCompletionsGoWhereTheyBelong() throws Exception {
        String session = open("/mcp");

        legacy(session, "prompts/get", "\"name\":\"both__greet\"");
        HttpResponse<String> completed = legacy(
                session,
                "completion/complete",
                "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"old__greet\"},\"argument\":{\"name\":\"n\"}");

        assertThat(seen).contains("both prompts/get greet null 2025-06-18");
        assertThat(json(completed.body()).at("/result/asked/ref/name").asText()).isEqualTo("greet");
    }

    @Test
    void whereClientAndServerSpeakOtherErasTheCallIsTranslated() throws Exception {
        String session = open("/mcp");

        HttpResponse<String> old = modern("/mcp", "tools/call", "\"name\":\"old__add\"", "Mcp-Name", "old__add");
        HttpResponse<String> fresh = legacy(session, "tools/call", "\"name\":\"new__add\"");

        assertThat(json(old.body()).at("/result/asked/name").asText()).isEqualTo("add");
        assertThat(json(old.body()).at("/result/resultType").asText()).isEqualTo("complete");
        assertThat(json(fresh.body()).at("/result/asked/name").asText()).isEqualTo("add");
        assertThat(seen).contains("new tools/call add add 2026-07-28");
    }

    @Test
    void whatIsNotThereOrDeadIsSaidAtOnceAndWithoutAnHttpError() throws Exception {
        String session = open("/mcp");

        HttpResponse<String> unknown = legacy(session, "tools/call", "\"name\":\"old__unknown\"");
        HttpResponse<String> dead = modern("/mcp", "tools/call", "\"name\":\"dead__x\"", "Mcp-Name", "dead__x");

        assertThat(json(unknown.body()).at("/error/code").asInt()).isEqualTo(-32602);
        assertThat(dead.statusCode()).isEqualTo(200);
        assertThat(json(dead.body()).at("/error/data/code").asText()).isEqualTo("SERVER_AWAY");
        assertThat(json(dead.body()).path("id").asText()).isEqualTo("7");
    }

    @Test
    void whatTheNewestRevisionAsksOfHeadersIsAskedHereToo() throws Exception {
        HttpResponse<String> differs = modern("/mcp", "tools/call", "\"name\":\"new__add\"", "Mcp-Name", "old__add");
        HttpResponse<String> version = post(
                "/mcp", request("tools/list", ""), "MCP-Protocol-Version", "2027-01-01", "Mcp-Method", "tools/list");
        HttpResponse<String> gone = modern("/mcp", "ping", "");
        HttpResponse<String> initialize = modern("/mcp", "initialize", "");
        HttpResponse<String> batch = post("/mcp", "[]");
        HttpResponse<String> stream = world.client.send(
                world.request("/mcp")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(json(differs.body()).at("/error/code").asInt()).isEqualTo(-32020);
        assertThat(json(version.body()).at("/error/code").asInt()).isEqualTo(-32022);
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(json(gone.body()).at("/error/code").asInt()).isEqualTo(-32601);
        assertThat(initialize.statusCode()).isEqualTo(404);
        assertThat(batch.statusCode()).isEqualTo(400);
        assertThat(stream.statusCode()).isEqualTo(405);
        assertThat(post("/mcp", request("ping", ""), "Mcp-Session-Id", "unknown")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aServerThatSleepsIsWokenByACall() throws Exception {
        Undertow woken = server("old");
        Nap nap = new Nap("hash", InstanceState.SLEEPING, Reason.IDLE, "", Instant.EPOCH);
        world.asleep("old", nap);
        world.sleepers.waking = server ->
                world.routeCopies("old", List.of(new Route("old", 0, TestingGateway.mcp(woken), Map.of(), "1.0.1")));
        String session = open("/mcp");
        assertThat(names(legacy(session, "tools/list", ""))).hasSize(5);
        assertThat(world.sleepers.wakes).hasValue(0);

        HttpResponse<String> called = legacy(session, "tools/call", "\"name\":\"old__add\"");

        assertThat(json(called.body()).at("/result/by").asText()).isEqualTo("old1");
    }

    @Test
    void whoListensHearsThatSomethingHasChanged() throws Exception {
        String session = open("/mcp");
        HttpResponse<InputStream> legacy = world.client.send(
                world.request("/mcp").header("Mcp-Session-Id", session).GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
        HttpResponse<InputStream> modern = world.client.send(
                world.request("/mcp")
                        .headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "subscriptions/listen")
                        .POST(HttpRequest.BodyPublishers.ofString(request(
                                "subscriptions/listen",
                                "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"x\"]}"
                                        + META)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream one = legacy.body();
                InputStream other = modern.body()) {
            BufferedReader told = new BufferedReader(new InputStreamReader(other, StandardCharsets.UTF_8));
            JsonNode acknowledged = event(told);
            assertThat(acknowledged.path("method").asText()).isEqualTo("notifications/subscriptions/acknowledged");
            assertThat(acknowledged.at("/params/notifications").toString()).isEqualTo("{\"toolsListChanged\":true}");

            world.offers(
                    new TestingListing().with("old", "api", "legacy", "", "add").made());

            JsonNode changed = event(told);
            assertThat(changed.path("method").asText()).isEqualTo("notifications/tools/list_changed");
            assertThat(changed.at("/params/_meta/io.modelcontextprotocol~1subscriptionId")
                            .asText())
                    .isEqualTo("7");
            BufferedReader heard = new BufferedReader(new InputStreamReader(one, StandardCharsets.UTF_8));
            Set<String> methods = Set.of(
                    event(heard).path("method").asText(),
                    event(heard).path("method").asText(),
                    event(heard).path("method").asText());
            assertThat(methods).hasSize(3).contains("notifications/resources/list_changed");
        }
    }

    private static JsonNode event(BufferedReader stream) throws IOException {
        String line = stream.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = stream.readLine();
        }
        return json(String.valueOf(line).substring(6));
    }
}
