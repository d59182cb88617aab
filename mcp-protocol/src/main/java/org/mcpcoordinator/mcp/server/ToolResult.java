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
 * @param asked what is to be known first; null if this is the answer
 */
public record ToolResult(
        String text,
        @Nullable ObjectNode structured,
        boolean failed,
        @Nullable Asked asked) {
    public ToolResult {
        Objects.requireNonNull(text);
    }

    /** An answer. */
    public ToolResult(String text, @Nullable ObjectNode structured, boolean failed) {
        this(text, structured, failed, null);
    }

    /**
     * Something that is to be asked.
     *
     * @param key under which the answer comes back
     * @param params of {@code elicitation/create}
     * @param state comes back with the answer; nothing that comes back may be believed without a seal
     */
    public record Asked(String key, ObjectNode params, String state) {
        public Asked {
            Objects.requireNonNull(key);
            Objects.requireNonNull(params);
            Objects.requireNonNull(state);
        }
    }

    /** A form that somebody is to be shown before anything is done. */
    public static ToolResult question(Asked asked) {
        return new ToolResult("", null, false, asked);
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

    /** As a client of an older revision gets it, which is not asked by this way. */
    ObjectNode toLegacyJson() {
        return asked == null
                ? toJson()
                : failure("This has to be asked first, and this client cannot be asked.")
                        .toJson();
    }

    ObjectNode toJson() {
        ObjectNode result = Json.object();
        if (asked != null) {
            result.put("resultType", "input_required").put("requestState", asked.state());
            result.putObject("inputRequests")
                    .putObject(asked.key())
                    .put("method", "elicitation/create")
                    .set("params", asked.params());
            return result;
        }
        result.putArray("content").addObject().put("type", "text").put("text", text);
        if (structured != null) {
            result.set("structuredContent", structured);
        }
        result.put("isError", failed);
        return result;
    }
}
