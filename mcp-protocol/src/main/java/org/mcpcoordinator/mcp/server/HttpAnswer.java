package org.mcpcoordinator.mcp.server;

import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;

/**
 * An HTTP response.
 *
 * @param status for example 200
 * @param headers beside {@code Content-Type}, which is JSON whenever there is a body
 * @param body UTF-8 JSON, or empty
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on as they are, never compared or changed
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final byte[] NOTHING = {};

    public HttpAnswer {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body);
    }

    /** A message with a status. */
    public static HttpAnswer of(int status, Frame frame) {
        return new HttpAnswer(status, Map.of(), frame.toBytes());
    }

    /** An empty response. */
    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Map.of(), NOTHING);
    }

    /** A refusal of something that is no readable request, as a JSON-RPC error without an id. */
    public static HttpAnswer refused(int status, ErrorCode code, String reason) {
        return of(status, new Frame.Failure(null, code.code(), reason, null));
    }
}
