package org.mcpcoordinator.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Json;

class AnswersTest {
    private static final JsonNode ID = LongNode.valueOf(7);
    private final ClientRequests requests = new ClientRequests("test", "1");

    private static Answer read(int status, String type, String body) {
        return Answers.read(status, type, body.getBytes(StandardCharsets.UTF_8), ID);
    }

    @Test
    void resultsAreReadFromJsonAndFromStreams() {
        String result = "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":1}}";
        assertThat(read(200, "application/json", result)).isInstanceOf(Answer.Result.class);
        String stream = ": hello\r\n\r\nid: 1\r\ndata:\r\n\r\nevent: message\ndata: {\"jsonrpc\":\"2.0\","
                + "\"method\":\"notifications/progress\",\"params\":{}}\n\n"
                + "data: {\"jsonrpc\":\"2.0\",\ndata: \"id\":7,\"result\":{\"a\":1}}\n\n";
        Answer answer = read(200, "text/event-stream; charset=utf-8", stream);
        assertThat(answer).isInstanceOf(Answer.Result.class);
        assertThat(((Answer.Result) answer).result().path("a").asInt()).isEqualTo(1);
    }

    @Test
    void aProblemDocumentIsRepeatedAndOtherJsonIsNot() {
        assertThat(read(403, "application/problem+json", "{\"title\":\"Not here\",\"detail\":\"set x\"}"))
                .isEqualTo(new Answer.Unreadable(403, "Not here: set x (HTTP 403)"));
        assertThat(read(401, "application/problem+json", "{\"title\":\"Sign in first\"}"))
                .isEqualTo(new Answer.Unreadable(401, "Sign in first (HTTP 401)"));
        assertThat(read(500, "application/json", "[1]"))
                .isEqualTo(new Answer.Unreadable(500, "the answer is not JSON-RPC (HTTP 500)"));
    }

    @Test
    void anotherRequestsAnswerIsNotOurs() {
        assertThat(read(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{}}"))
                .isInstanceOf(Answer.Unreadable.class);
        assertThat(read(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"result\":{}}"))
                .isInstanceOf(Answer.Unreadable.class);
        assertThat(read(200, "text/event-stream", "data: {\"jsonrpc\":\"2.0\",\"id\":8,\"result\":{}}\n\n"))
                .isInstanceOf(Answer.Unreadable.class);
        assertThat(Answers.read(
                        200,
                        null,
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}".getBytes(StandardCharsets.UTF_8),
                        IntNode.valueOf(7)))
                .isInstanceOf(Answer.Result.class);
    }

    @Test
    void theEraIsProvedByTheAnswerToDiscoveryOnly() {
        assertThat(read(200, "application/json", "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"supportedVersions\":[]}}")
                        .eraFromDiscover())
                .contains(Era.MODERN);
        assertThat(read(400, "application/json", error(-32022)).eraFromDiscover())
                .contains(Era.MODERN);
        assertThat(read(400, "application/json", error(-32000)).eraFromDiscover())
                .isEmpty();
        assertThat(read(404, "application/json", error(-32601)).eraFromDiscover())
                .isEmpty();
        assertThat(read(405, "text/html", "<html>").eraFromDiscover()).isEmpty();
    }

    @Test
    void anEndedSessionIsSeenInBothItsForms() {
        assertThat(read(404, "application/json", error(-32600)).sessionEnded()).isTrue();
        assertThat(read(404, "text/plain", "gone").sessionEnded()).isTrue();
        assertThat(read(400, "application/json", error(-32000)).sessionEnded()).isTrue();
        assertThat(read(400, "application/json", error(-32602)).sessionEnded()).isFalse();
    }

    @Test
    void modernRequestsCarryHeadersThatRepeatTheBody() throws Exception {
        ClientRequest call = requests.callTool(Peer.MODERN, 3, "wetter-für", Json.object());
        assertThat(call.headers())
                .containsEntry("MCP-Protocol-Version", "2026-07-28")
                .containsEntry("Mcp-Method", "tools/call")
                .containsEntry("Mcp-Name", "=?base64?d2V0dGVyLWbDvHI=?=");
        JsonNode body = Json.read(call.body());
        assertThat(body.at("/params/_meta/io.modelcontextprotocol~1protocolVersion")
                        .asText())
                .isEqualTo("2026-07-28");
        assertThat(body.at("/params/_meta/io.modelcontextprotocol~1clientCapabilities")
                        .isObject())
                .isTrue();
    }

    @Test
    void legacyRequestsCarryTheSessionAndNoModernHeaders() throws Exception {
        Peer peer = new Peer(org.mcpcoordinator.mcp.Revision.V2025_06_18, "s-1");
        ClientRequest ping = requests.alive(peer, 4);
        assertThat(ping.headers())
                .containsEntry("Mcp-Session-Id", "s-1")
                .containsEntry("MCP-Protocol-Version", "2025-06-18")
                .doesNotContainKey("Mcp-Method");
        assertThat(Json.read(ping.body()).toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"ping\",\"params\":{}}");
        assertThat(requests.initialize(1).headers()).doesNotContainKey("MCP-Protocol-Version");
        assertThat(requests.initialized(peer).id()).isNull();
    }

    private static String error(int code) {
        return "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":" + code + ",\"message\":\"m\"}}";
    }
}
