package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.mcpcoordinator.mcp.Json;

/**
 * A tool a server offers.
 *
 * @param name 1 to 48 characters of {@code A-Za-z0-9_-}, so that a prefix still fits into 64
 * @param declaration what {@code tools/list} says: name, title, description, inputSchema, annotations; shared, not to be
 *     changed
 * @param handler does the work
 */
public record Tool(String name, ObjectNode declaration, Handler handler) {
    public Tool {
        Objects.requireNonNull(declaration);
        Objects.requireNonNull(handler);
        if (!name.matches("[A-Za-z0-9_-]{1,48}")) {
            throw new IllegalArgumentException("not a tool name: " + name);
        }
        if (!name.equals(declaration.path("name").textValue())
                || !declaration.path("inputSchema").isObject()) {
            throw new IllegalArgumentException("the declaration of " + name + " lacks its name or inputSchema");
        }
    }

    /** A tool of these words. */
    public static Tool of(String name, String description, ObjectNode inputSchema, Handler handler) {
        ObjectNode declaration = Json.object().put("name", name).put("description", description);
        declaration.set("inputSchema", inputSchema);
        return new Tool(name, declaration, handler);
    }

    ObjectNode schema() {
        return (ObjectNode) declaration.get("inputSchema");
    }

    /** Does a tool's work; may block, and ends early when its thread is interrupted. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Answers one call.
         *
         * @param arguments checked against the schema
         * @throws Exception {@link ToolFailure} for what the caller can mend; anything else is logged and answered
         *     without details
         */
        ToolResult call(Arguments arguments) throws Exception;

        /**
         * Answers one call, or asks first: then the result is a {@link ToolResult#question}, and the call comes again with
         * the answer.
         *
         * @param replies what the caller can be asked, and what it has answered
         */
        default ToolResult call(Arguments arguments, Replies replies) throws Exception {
            return call(arguments);
        }
    }
}
