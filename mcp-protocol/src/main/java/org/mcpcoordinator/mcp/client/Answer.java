package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;

/** What came back from a server. */
public sealed interface Answer {
    /** The request worked; for a tool call {@code isError} may still be true inside. */
    record Result(ObjectNode result) implements Answer {}

    /**
     * The server refused in JSON-RPC.
     *
     * @param status of HTTP
     * @param data may be null
     */
    record Refused(
            int status, int code, String message, @Nullable JsonNode data) implements Answer {}

    /** A notification was taken. */
    record Accepted() implements Answer {}

    /** No MCP answer at all. */
    record Unreadable(int status, String reason) implements Answer {}

    /**
     * The server's era, if this is the answer to {@code server/discover}: a result or one of the modern errors proves
     * the modern era. Anything else proves nothing yet: try {@code initialize}.
     */
    default Optional<Era> eraFromDiscover() {
        boolean modern = (this instanceof Result result && result.result().has("supportedVersions"))
                || (this instanceof Refused refused && ErrorCode.provesModern(refused.code()));
        return modern ? Optional.of(Era.MODERN) : Optional.empty();
    }

    /** True if a legacy server says that it no longer knows the session (404, and 400 with -32000 in the field). */
    default boolean sessionEnded() {
        return (this instanceof Refused refused && (refused.status() == 404 || refused.code() == -32000))
                || (this instanceof Unreadable unreadable && unreadable.status() == 404);
    }

    /** True if it was not even read, for the sake of who asks. */
    default boolean unauthorized() {
        int status = this instanceof Refused refused
                ? refused.status()
                : this instanceof Unreadable unreadable ? unreadable.status() : 0;
        return status == 401 || status == 403;
    }
}
