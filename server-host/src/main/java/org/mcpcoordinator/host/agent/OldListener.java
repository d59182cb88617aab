package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The node's listener for servers that speak HTTP+SSE of 2024-11-05: through it a program that speaks it looks like one of
 * Streamable HTTP.
 *
 * @param uri where the one that is tried is called
 * @param authorization never to be shown or logged
 */
record OldListener(URI uri, String authorization) {
    /** What it answers while nobody listens behind it yet. */
    static final int AWAY = 502;

    /** The same as in the node's {@code SseTarget}. */
    private static final String HEADER = "Coordinator-Upstream";

    /** Null if the program is not one of those. */
    static @Nullable OldListener of(JsonNode told) throws IOException {
        if (!told.isObject()) {
            return null;
        }
        try {
            return new OldListener(
                    URI.create(told.path("uri").asText()),
                    told.path("authorization").asText());
        } catch (IllegalArgumentException broken) {
            throw new IOException("the listener for HTTP+SSE has no address", broken);
        }
    }

    /** What is sent to it about a program whose stream is there. */
    Map<String, String> headers(URI stream) {
        ObjectNode target = Json.object().put("url", stream.toString());
        target.putObject("headers");
        byte[] text = target.toString().getBytes(StandardCharsets.UTF_8);
        return Map.of(
                "Authorization",
                authorization,
                HEADER,
                Base64.getUrlEncoder().withoutPadding().encodeToString(text));
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
