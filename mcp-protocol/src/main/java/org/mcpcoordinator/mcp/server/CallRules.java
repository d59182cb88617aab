package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

/** Reads {@code tools/call}: what is wrong with the request itself is a protocol error in both eras. */
final class CallRules {
    private CallRules() {}

    /** A call that can be made, or why not. */
    sealed interface Reading {
        record Made(ToolCall call) implements Reading {}

        record Refused(String reason) implements Reading {}
    }

    static Reading read(ToolBox tools, Frame.Request request) {
        String name = request.params().path("name").textValue();
        if (name == null) {
            return new Reading.Refused("params.name must be a text");
        }
        Optional<Tool> tool = tools.find(name);
        if (tool.isEmpty()) {
            return new Reading.Refused("unknown tool: " + name);
        }
        JsonNode arguments = request.params().path("arguments");
        if (arguments.isMissingNode() || arguments.isNull()) {
            return new Reading.Made(new ToolCall(tool.get(), Json.object(), Replies.of(request.params())));
        }
        return arguments instanceof ObjectNode object
                ? new Reading.Made(new ToolCall(tool.get(), object, Replies.of(request.params())))
                : new Reading.Refused("params.arguments must be an object");
    }
}
