package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mcpcoordinator.mcp.Mirrors;
import org.mcpcoordinator.routing.Route;

/**
 * Which arguments of which tools are repeated in headers, as far as their lists have passed here. A server refuses a call that
 * lacks one; then its list is read. Safe for any thread.
 */
final class Mirrored {
    private static final int MOST_TOOLS = 5_000;

    private final Map<Tool, Mirrors> tools = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Tool, Mirrors> eldest) {
            return size() > MOST_TOOLS;
        }
    };

    private record Tool(URI server, String name) {}

    /** Takes note of the tools of a list that want something repeated. */
    void learn(Route route, JsonNode list) {
        for (JsonNode tool : list) {
            Mirrors mirrors = Mirrors.of(tool.path("inputSchema"));
            Tool name = new Tool(route.address(), tool.path("name").asText(""));
            synchronized (tools) {
                if (mirrors.isEmpty()) {
                    tools.remove(name);
                } else {
                    tools.put(name, mirrors);
                }
            }
        }
    }

    boolean knows(Route route, String tool) {
        synchronized (tools) {
            return tools.containsKey(new Tool(route.address(), tool));
        }
    }

    /** The headers of a call. */
    Map<String, String> headers(Route route, ObjectNode params) {
        Mirrors mirrors;
        synchronized (tools) {
            mirrors = tools.getOrDefault(
                    new Tool(route.address(), params.path("name").asText("")), Mirrors.NONE);
        }
        return mirrors.headers(params.path("arguments"));
    }
}
