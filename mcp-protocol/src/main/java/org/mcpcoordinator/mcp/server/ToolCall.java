package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One call of one tool. Wrong arguments and failures are answers, not protocol errors (2025-11-25, Tools). */
record ToolCall(Tool tool, ObjectNode arguments, Replies replies) {
    private static final System.Logger LOG = System.getLogger(ToolCall.class.getName());

    /** Checks the arguments and runs the tool on this thread. */
    ToolResult perform() {
        List<String> mistakes = Schema.mistakes(tool.schema(), arguments);
        if (!mistakes.isEmpty()) {
            return ToolResult.failure("The arguments of " + tool.name() + " are wrong. " + String.join("; ", mistakes));
        }
        try {
            return tool.handler().call(new Arguments(arguments), replies);
        } catch (ToolFailure failure) {
            return ToolResult.failure(String.valueOf(failure.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ToolResult.failure(tool.name() + " was stopped before it ended; ask for less at once.");
        } catch (Exception | StackOverflowError unexpected) {
            LOG.log(System.Logger.Level.ERROR, "tool " + tool.name() + " failed", unexpected);
            return ToolResult.failure(tool.name() + " failed inside the server ("
                    + unexpected.getClass().getSimpleName() + "); the server's log has the details.");
        }
    }
}
