package org.mcpcoordinator.runtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.mcp.Json;

/**
 * A server that speaks HTTP+SSE of 2024-11-05, as it is named to the node's own listener for such servers. All of it is one
 * header, so that nothing a caller sends beside it can be taken for a part of it.
 *
 * @param url where its stream is
 * @param headers sent with every request to it; never to be shown or logged
 */
public record SseTarget(URI url, Map<String, String> headers) {
    /** The header that names it. */
    public static final String HEADER = "Coordinator-Upstream";

    public SseTarget {
        Objects.requireNonNull(url);
        headers = Map.copyOf(headers);
    }

    /** Reads what {@link #text} has written. */
    public static SseTarget read(String text) throws IOException {
        try {
            var json = Json.read(Base64.getUrlDecoder().decode(text));
            Map<String, String> headers = new HashMap<>();
            json.path("headers")
                    .properties()
                    .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
            return new SseTarget(URI.create(json.path("url").asText()), headers);
        } catch (IllegalArgumentException unreadable) {
            throw new IOException(HEADER + " cannot be read", unreadable);
        }
    }

    /** The header's value. */
    public String text() {
        ObjectNode json = Json.object().put("url", url.toString());
        ObjectNode all = json.putObject("headers");
        headers.forEach(all::put);
        return new String(Base64.getUrlEncoder().withoutPadding().encode(Json.bytes(json)), StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
