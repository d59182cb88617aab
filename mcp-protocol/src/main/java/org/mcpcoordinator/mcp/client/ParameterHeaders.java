package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.mcpcoordinator.mcp.Mirrors;

/**
 * The arguments that a modern server wants repeated as headers, by tool. A tool that breaks the rules of that word is not
 * used; one bad tool takes no other with it.
 */
final class ParameterHeaders {
    private final Map<String, Mirrors> tools = new HashMap<>();

    /** Keeps of a page of tools those that may be used; they are remembered. */
    void keep(ObjectNode page) {
        if (!(page.path("tools") instanceof ArrayNode listed)) {
            return;
        }
        for (int i = listed.size() - 1; i >= 0; i--) {
            String name = listed.get(i).path("name").asText();
            Mirrors mirrors = Mirrors.of(listed.get(i).path("inputSchema"));
            if (mirrors.isBroken()) {
                listed.remove(i);
                tools.remove(name);
            } else {
                tools.put(name, mirrors);
            }
        }
    }

    /** The headers of a call; none for an argument that is null or not there. */
    Map<String, String> of(ObjectNode call) {
        return tools.getOrDefault(call.path("name").asText(), Mirrors.NONE).headers(call.path("arguments"));
    }
}
