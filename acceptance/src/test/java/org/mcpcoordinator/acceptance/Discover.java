package org.mcpcoordinator.acceptance;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** The request {@code server/discover} of MCP revision 2026-07-28, which every built-in server answers. */
final class Discover {
    private static final String BODY = """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":{
             "io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientCapabilities":{}}}}
            """;

    private Discover() {}

    static HttpRequest.Builder at(URI endpoint) {
        return HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "server/discover")
                .POST(HttpRequest.BodyPublishers.ofString(BODY));
    }
}
