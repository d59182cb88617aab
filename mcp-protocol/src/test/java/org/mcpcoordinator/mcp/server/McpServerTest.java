package org.mcpcoordinator.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mcpcoordinator.mcp.Json;

class McpServerTest {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private final McpServer server = server(60);

    private static McpServer server(int tools) {
        List<Tool> list = new ArrayList<>();
        list.add(Tool.of("echo", "Says it again.", schema(), arguments -> ToolResult.text(arguments.text("text"))));
        list.add(Tool.of("fails", "Always fails.", Json.object(), arguments -> {
            throw new ToolFailure("no luck; try echo");
        }));
        list.add(Tool.of("breaks", "Has a mistake.", Json.object(), arguments -> {
            throw new IllegalStateException("inner secret");
        }));
        list.add(Tool.of("sp", "Named for headers.", Json.object(), arguments -> ToolResult.text("ok")));
        for (int i = list.size(); i < tools; i++) {
            list.add(Tool.of("t" + i, "One of many.", Json.object(), arguments -> ToolResult.text("ok")));
        }
        return new McpServer(new ServerIdentity("testing", "Testing", "1", "Use echo."), list);
    }

    private static ObjectNode schema() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject("text").put("type", "string").put("maxLength", 5);
        schema.putArray("required").add("text");
        return schema;
    }

    private static Map<String, String> headers(String... pairs) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    private static Map<String, String> modern(String method) {
        return headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
    }

    private HttpAnswer post(Map<String, String> headers, String body) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        Outcome outcome = server.receive(new HttpQuestion("POST", byName::get, body.getBytes(StandardCharsets.UTF_8)));
        return outcome instanceof Outcome.Work work ? work.run() : ((Outcome.Ready) outcome).answer();
    }

    private static JsonNode json(HttpAnswer answer) throws IOException {
        return Json.read(answer.body());
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private void expect(HttpAnswer answer, int status, int code) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(json(answer).at("/error/code").asInt()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-05,2024-11-05",
        "2025-03-26,2025-03-26",
        "2025-06-18,2025-06-18",
        "2025-11-25,2025-11-25",
        "2026-07-28,2025-11-25",
        "1999-01-01,2025-11-25"
    })
    void initializeAgreesOnALegacyRevision(String asked, String agreed) throws Exception {
        HttpAnswer answer = post(
                headers(),
                request("initialize", "\"protocolVersion\":\"" + asked + "\",\"capabilities\":{},\"clientInfo\":{}"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).doesNotContainKey("Mcp-Session-Id");
        JsonNode result = json(answer).path("result");
        assertThat(result.path("protocolVersion").asText()).isEqualTo(agreed);
        assertThat(result.at("/serverInfo/name").asText()).isEqualTo("testing");
        assertThat(result.path("instructions").asText()).isEqualTo("Use echo.");
        assertThat(result.path("capabilities").toString()).isEqualTo("{\"tools\":{}}");
    }

    @Test
    void discoveryTellsRevisionsAndHowLongItMayBeKept() throws Exception {
        HttpAnswer answer = post(modern("server/discover"), request("server/discover", META));
        JsonNode result = json(answer).path("result");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(result.path("supportedVersions").toString()).isEqualTo("[\"2026-07-28\"]");
        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        assertThat(result.path("ttlMs").isInt()).isTrue();
        assertThat(result.path("cacheScope").asText()).isEqualTo("public");
        assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").asText())
                .isEqualTo("testing");
    }

    @Test
    void headersThatAreMissingOrDifferFromTheBodyAreMismatches() throws Exception {
        String list = request("tools/list", META);
        String call = request("tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}," + META);
        expect(post(headers(), list), 400, -32020);
        expect(post(headers("Mcp-Method", "tools/list"), list), 400, -32020);
        expect(post(headers("MCP-Protocol-Version", "2026-07-28"), list), 400, -32020);
        expect(post(modern("tools/call"), list), 400, -32020);
        expect(post(modern("TOOLS/LIST"), list), 400, -32020);
        expect(post(headers("MCP-Protocol-Version", "2027-01-01", "Mcp-Method", "tools/list"), list), 400, -32020);
        expect(post(headers("MCP-Protocol-Version", "2025-11-25", "Mcp-Method", "tools/list"), list), 400, -32020);
        expect(post(modern("tools/call"), call), 400, -32020);
        for (String name : List.of("other", "ECHO", "=?base64?b3RoZXI=?=", "=?base64?%%?=")) {
            Map<String, String> wrong = modern("tools/call");
            wrong.put("Mcp-Name", name);
            expect(post(wrong, call), 400, -32020);
        }
        for (String name : List.of("echo", "  echo ", "=?base64?ZWNobw==?=")) {
            Map<String, String> right = modern("tools/call");
            right.put("mcp-name", name);
            assertThat(post(right, call).status()).isEqualTo(200);
        }
    }

    @Test
    void aRevisionThatIsNotServedIsNamedWithThoseThatAre() throws Exception {
        String body = request("tools/list", META.replace("2026-07-28", "2031-01-01"));
        HttpAnswer answer = post(headers("MCP-Protocol-Version", "2031-01-01", "Mcp-Method", "tools/list"), body);
        expect(answer, 400, -32022);
        assertThat(json(answer).at("/error/data").toString())
                .isEqualTo("{\"supported\":[\"2026-07-28\"],\"requested\":\"2031-01-01\"}");
        assertThat(json(answer).path("id").asInt()).isEqualTo(1);
        expect(post(headers("MCP-Protocol-Version", "2001-01-01"), request("tools/list", "")), 400, -32600);
    }

    @Test
    void requiredMetaIsAskedFor() throws Exception {
        expect(post(modern("tools/list"), request("tools/list", "")), 400, -32602);
        expect(
                post(
                        modern("tools/list"),
                        request(
                                "tools/list",
                                "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}")),
                400,
                -32602);
        expect(
                post(
                        modern("tools/list"),
                        request("tools/list", "\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}")),
                400,
                -32602);
    }

    @ParameterizedTest
    @CsvSource({"ping", "initialize", "logging/setLevel", "resources/subscribe", "prompts/list", "nonsense"})
    void unknownAndRemovedMethodsAreNotFoundInTheModernEra(String method) throws Exception {
        expect(post(modern(method), request(method, META)), 404, -32601);
    }

    @Test
    void unknownMethodsOfTheLegacyEraAreAnsweredWith200() throws Exception {
        expect(post(headers(), request("prompts/list", "")), 200, -32601);
        expect(post(headers("MCP-Protocol-Version", "2025-11-25"), request("server/discover", "")), 200, -32601);
    }

    @Test
    void unknownToolsAndBadCursorsAreProtocolErrorsWith200InBothEras() throws Exception {
        Map<String, String> named = modern("tools/call");
        named.put("Mcp-Name", "nobody");
        expect(post(named, request("tools/call", "\"name\":\"nobody\"," + META)), 200, -32602);
        expect(post(headers(), request("tools/call", "\"name\":\"nobody\"")), 200, -32602);
        expect(post(headers(), request("tools/call", "\"name\":\"echo\",\"arguments\":[1]")), 200, -32602);
        for (String cursor : List.of("", "50", "50.0", "-1.x", "51.abc")) {
            expect(post(headers(), request("tools/list", "\"cursor\":\"" + cursor + "\"")), 200, -32602);
            expect(
                    post(modern("tools/list"), request("tools/list", "\"cursor\":\"" + cursor + "\"," + META)),
                    200,
                    -32602);
        }
    }

    @Test
    void listsComeInPagesWithoutLossOrRepetition() throws Exception {
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(post(modern("tools/list"), request("tools/list", cursor + META)))
                    .path("result");
            page.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
            cursor = page.has("nextCursor")
                    ? "\"cursor\":\"" + page.path("nextCursor").asText() + "\","
                    : null;
        } while (cursor != null);
        assertThat(names).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void wrongArgumentsAndFailuresAreResultsWithIsError() throws Exception {
        JsonNode wrong =
                json(post(headers(), request("tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"too long\"}")));
        assertThat(wrong.at("/result/isError").asBoolean()).isTrue();
        assertThat(wrong.at("/result/content/0/text").asText()).contains("text: must be at most 5 characters");
        JsonNode failed = json(post(headers(), request("tools/call", "\"name\":\"fails\"")));
        assertThat(failed.at("/result/content/0/text").asText()).isEqualTo("no luck; try echo");
        JsonNode broken = json(post(headers(), request("tools/call", "\"name\":\"breaks\"")));
        assertThat(broken.at("/result/isError").asBoolean()).isTrue();
        assertThat(broken.toString()).doesNotContain("inner secret");
    }

    @Test
    void idsComeBackAsTheyWere() throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":\"007\",\"method\":\"ping\"}";
        assertThat(json(post(headers(), body)).path("id").toString()).isEqualTo("\"007\"");
        assertThat(json(post(headers(), body.replace("\"007\"", "9007199254740993")))
                        .path("id")
                        .toString())
                .isEqualTo("9007199254740993");
    }

    @Test
    void notificationsAreAcceptedWithoutABody() {
        for (Map<String, String> headers : List.of(headers(), modern("notifications/cancelled"))) {
            HttpAnswer answer = post(headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}");
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(post(headers(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")
                        .status())
                .isEqualTo(202);
        assertThat(post(modern("x"), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"GET", "DELETE", "PUT", "OPTIONS", "HEAD"})
    void onlyPostIsServed(String method) {
        HttpAnswer answer =
                ((Outcome.Ready) server.receive(new HttpQuestion(method, name -> null, new byte[0]))).answer();
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "POST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "application/json; 406",
                "text/event-stream; 406",
                "text/html; 406",
                "application/json, text/event-stream; 200",
                "*/*; 200",
                "application/*, text/*;200",
                "Text/Event-Stream, APPLICATION/JSON; 200"
            })
    void clientsMustAcceptBothKindsOfAnswer(String accept, int status) {
        assertThat(post(headers("Accept", accept), request("ping", "")).status())
                .isEqualTo(status);
    }

    @Test
    void bodiesMustBeOneJsonValueCalledJson() throws Exception {
        assertThat(post(headers("Content-Type", "text/plain"), request("ping", ""))
                        .status())
                .isEqualTo(415);
        assertThat(post(headers("Content-Type", "application/json; charset=utf-8"), request("ping", ""))
                        .status())
                .isEqualTo(200);
        expect(post(headers(), "{\"jsonrpc\""), 400, -32700);
        expect(post(headers(), ""), 400, -32700);
        expect(post(headers(), "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}"), 400, -32600);
        expect(post(headers(), "\"ping\""), 400, -32600);
    }

    @Test
    void batchesAreServedForTheOneRevisionThatAllowsThem() throws Exception {
        String batch = "[" + request("ping", "") + ","
                + request("tools/call", "\"name\":\"echo\",\"arguments\":{\"text\":\"a\"}")
                + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}," + request("nonsense", "") + "]";
        for (Map<String, String> headers : List.of(headers(), headers("MCP-Protocol-Version", "2025-03-26"))) {
            JsonNode answers = json(post(headers, batch));
            assertThat(answers).hasSize(3);
            assertThat(answers.at("/1/result/content/0/text").asText()).isEqualTo("a");
            assertThat(answers.at("/2/error/code").asInt()).isEqualTo(-32601);
        }
        expect(post(headers("MCP-Protocol-Version", "2025-06-18"), batch), 400, -32600);
        expect(post(modern("ping"), batch), 400, -32600);
        expect(post(headers(), "[]"), 400, -32600);
        expect(post(headers(), "[" + request("tools/list", META) + "]"), 400, -32600);
        assertThat(post(headers(), "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]")
                        .status())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,,true",
        "127.0.0.1:3100,,true",
        "[::1]:80,,true",
        "LOCALHOST:1,http://127.0.0.1:99,true",
        "localhost,https://localhost,true",
        "evil.example,,false",
        "localhost.evil.example,,false",
        "127.0.0.1.evil.example:3100,,false",
        "localhost,http://evil.example,false",
        "localhost,null,false",
        "localhost,http://localhost.evil.example,false",
        "localhost,http://u@localhost,false",
        "localhost:x,,false",
        ",,false",
        "localhost,file://localhost,false",
        "127.0.0.2,,false"
    })
    void onlyLoopbackNamesMayCall(String host, String origin, boolean allowed) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Host", host);
        headers.put("Origin", origin);
        assertThat(LoopbackGuard.refusal(headers::get).isEmpty()).isEqualTo(allowed);
        LoopbackGuard.refusal(headers::get)
                .ifPresent(answer -> assertThat(answer.status()).isEqualTo(403));
    }
}
