package org.mcpcoordinator.acceptance;

import java.net.http.HttpRequest;

/** What a client of an older revision says. */
final class LegacyTalk {
    static final String SESSION = "Mcp-Session-Id";

    private LegacyTalk() {}

    /** Its greeting. */
    static HttpRequest.Builder greeting(HttpRequest.Builder request) {
        return post(request, """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                "capabilities":{},"clientInfo":{"name":"acceptance","version":"1"}}}""");
    }

    /** A question every server answers. */
    static HttpRequest.Builder ping(HttpRequest.Builder request, String session) {
        return post(request, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
                .header(SESSION, session);
    }

    private static HttpRequest.Builder post(HttpRequest.Builder request, String body) {
        return request.header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
