package org.mcpcoordinator.web.gateway.era;

import org.mcpcoordinator.mcp.Frame;

/** A request under way. Safe for any thread; nothing happens any more once it has been answered. */
public interface Carried {
    /** Answers a question the server has asked: a result or a failure with the question's id. */
    void answer(Frame answer);

    /** Nobody wants its answer any more; the server is told as its era has it. The ear hears nothing after that. */
    void cancel(String reason);
}
