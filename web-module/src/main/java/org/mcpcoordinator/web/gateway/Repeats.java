package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.mcpcoordinator.mcp.Json;

/**
 * Which requests may be sent once more although their server may have got them: those whose method only reads, and calls of
 * tools of which both the server and whoever runs it say so. Looked at only after a failure.
 */
final class Repeats {
    private static final Logger LOG = Logger.getLogger(Repeats.class);

    /** Longer requests are not kept for it. */
    static final int LONGEST = 64 * 1024;

    private static final Set<String> READING = Set.of(
            "ping",
            "server/discover",
            "tools/list",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "completion/complete");

    private final BiPredicate<String, String> tools;

    /** @param tools true for a server and a tool of its own whose calls may be sent once more */
    Repeats(BiPredicate<String, String> tools) {
        this.tools = tools;
    }

    /** True if it is one message that may be sent twice; what cannot be read is not. */
    boolean allow(String server, byte[] body) {
        try {
            JsonNode message = Json.read(body);
            String method = message.path("method").asText();
            if (!message.isObject() || !message.has("id")) {
                return false;
            }
            return READING.contains(method)
                    || (method.equals("tools/call")
                            && tools.test(
                                    server, message.path("params").path("name").asText()));
        } catch (IOException unreadable) {
            LOG.debugf("A request that cannot be read is sent once: %s", unreadable.getMessage());
            return false;
        }
    }
}
