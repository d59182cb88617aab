package org.mcpcoordinator.mcp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request must come, whatever it asks. */
class McpDoorTest extends TestingServer {
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
