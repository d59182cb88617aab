package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.mcp.Mirrors;

/**
 * Which arguments of which tools a modern server wants repeated as headers. A client on stdio knows nothing of headers, so the
 * lists of tools that pass by are read.
 */
final class ParameterHeaders {
    private static final int MOST_TOOLS = 10_000;

    private final Map<String, Mirrors> tools = new ConcurrentHashMap<>();

    /** Reads the result of {@code tools/list}. */
    void learn(JsonNode result) {
        for (JsonNode tool : result.path("tools")) {
            Mirrors mirrors = Mirrors.of(tool.path("inputSchema"));
            String name = tool.path("name").asText();
            if (mirrors.isEmpty()) {
                tools.remove(name);
            } else if (tools.size() < MOST_TOOLS) {
                tools.put(name, mirrors);
            }
        }
    }

    /** The headers for a call of the tool; an argument that is absent has none. */
    Map<String, String> of(String tool, JsonNode arguments) {
        return tools.getOrDefault(tool, Mirrors.NONE).headers(arguments);
    }
}
