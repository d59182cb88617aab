package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.mcpcoordinator.mcp.Json;

/** Answers what a server asks of its client in the middle of a request: a form to fill in, roots, a completion. */
public interface InputSource {
    /** Is asked nothing, and says so. */
    InputSource NONE = new InputSource() {
        @Override
        public ObjectNode capabilities() {
            return Json.object();
        }

        @Override
        public ObjectNode answer(String method, ObjectNode params) throws McpRefusal {
            throw new McpRefusal("the server asks for " + method + ", and nobody is here to answer");
        }
    };

    /** What it can be asked, as a client's capabilities. */
    ObjectNode capabilities();

    /**
     * The result of what the server asks.
     *
     * @param method for example {@code elicitation/create}
     * @throws IOException if it cannot be answered
     */
    ObjectNode answer(String method, ObjectNode params) throws IOException, InterruptedException;
}
