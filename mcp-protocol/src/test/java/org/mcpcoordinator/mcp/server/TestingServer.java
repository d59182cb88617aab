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
import org.mcpcoordinator.mcp.Json;

/** A server with sixty tools, asked without a socket. */
class TestingServer {
    static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    final McpServer server = server(60);

    static McpServer server(int tools) {
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

    static ObjectNode schema() {
        ObjectNode schema = Json.object().put("type", "object");
        schema.putObject("properties").putObject("text").put("type", "string").put("maxLength", 5);
        schema.putArray("required").add("text");
        return schema;
    }

    static Map<String, String> headers(String... pairs) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return headers;
    }

    static Map<String, String> modern(String method) {
        return headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method);
    }

    HttpAnswer post(Map<String, String> headers, String body) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        Outcome outcome = server.receive(new HttpQuestion("POST", byName::get, body.getBytes(StandardCharsets.UTF_8)));
        return outcome instanceof Outcome.Work work ? work.run() : ((Outcome.Ready) outcome).answer();
    }

    static JsonNode json(HttpAnswer answer) throws IOException {
        return Json.read(answer.body());
    }

    static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    void expect(HttpAnswer answer, int status, int code) throws IOException {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(json(answer).at("/error/code").asInt()).isEqualTo(code);
    }
}
