package org.mcpcoordinator.host.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.mcpcoordinator.mcp.Json;

/** Raw HTTP to a server, with every header in the hand of the test. */
final class RawMcp {
    static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private RawMcp() {}

    static HttpResponse<String> post(URI uri, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> legacy(URI uri, String body) throws IOException, InterruptedException {
        return post(uri, Map.of("MCP-Protocol-Version", "2025-11-25"), body);
    }

    /** A modern request with all it needs; params without braces. */
    static HttpResponse<String> modern(URI uri, String method, String name, String params)
            throws IOException, InterruptedException {
        Map<String, String> headers = name.isEmpty()
                ? Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method)
                : Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method, "Mcp-Name", name);
        String comma = params.isEmpty() ? "" : ",";
        return post(
                uri,
                headers,
                "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"" + method + "\",\"params\":{" + params + comma + META
                        + "}}");
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.read(response.body());
    }

    static HttpClient http() {
        return HTTP;
    }
}
