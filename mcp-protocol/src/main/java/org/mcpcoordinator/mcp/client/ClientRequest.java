package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A POST to be sent to a server.
 *
 * @param id of the answer to wait for; null for a notification
 * @param headers all that MCP asks for, {@code Content-Type} and {@code Accept} included
 * @param body UTF-8 JSON
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on as they are, never compared or changed
public record ClientRequest(@Nullable JsonNode id, Map<String, String> headers, byte[] body) {
    public ClientRequest {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body);
    }
}
