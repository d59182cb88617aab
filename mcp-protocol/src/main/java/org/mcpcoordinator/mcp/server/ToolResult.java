package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;

/**
 * What a tool has to say.
 *
 * @param text for models and people
 * @param structured the same for programs; may be null
 * @param failed true if the text says what went wrong
 */
public record ToolResult(String text, @Nullable ObjectNode structured, boolean failed) {
    public ToolResult {
        Objects.requireNonNull(text);
    }

    /** Plain text. */
    public static ToolResult text(String text) {
        return new ToolResult(text, null, false);
    }

    /** An object, as structured content and as its text. */
    public static ToolResult json(ObjectNode object) {
        return new ToolResult(Json.text(object), object, false);
    }

    /** A failure, with what to do about it. */
    public static ToolResult failure(String text) {
        return new ToolResult(text, null, true);
    }

    ObjectNode toJson() {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        if (structured != null) {
            result.set("structuredContent", structured);
        }
        result.put("isError", failed);
        return result;
    }
}
