package org.mcpcoordinator.web.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.concurrent.CompletableFuture;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.access.Role;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;

/** The coordinator as one more MCP server, of revision 2026-07-28, asked inside this process. */
public interface OwnServer {
    /** What a caller of that role is offered, as {@code tools/list} tells it; the same object each time. */
    ArrayNode tools(Role role);

    /** Answers as it would by HTTP, on a thread of its own, in the caller's name. */
    CompletableFuture<HttpAnswer> answer(Caller caller, HttpQuestion question);
}
