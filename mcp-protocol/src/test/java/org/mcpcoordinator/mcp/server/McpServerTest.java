package org.mcpcoordinator.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked and answered, in both eras. */
class McpServerTest extends TestingServer {
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
}
