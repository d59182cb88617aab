package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.routing.Route;

/**
 * Which arguments of which tools are repeated in headers ({@code x-mcp-header}), as far as their lists have passed here. A
 * server refuses a call that lacks one; then its list is read. Safe for any thread.
 */
final class Mirrored {
    private static final String ANNOTATION = "x-mcp-header";
    private static final int MOST_TOOLS = 5_000;
    private static final int DEEPEST = 8;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

    private final Map<Tool, List<Mirror>> tools = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Tool, List<Mirror>> eldest) {
            return size() > MOST_TOOLS;
        }
    };

    private record Tool(URI server, String name) {}

    /** An argument, by the names that lead to it, and the header that repeats it. */
    private record Mirror(List<String> path, String header) {}

    /** Takes note of the tools of a list that want something repeated. */
    void learn(Route route, JsonNode list) {
        for (JsonNode tool : list) {
            List<Mirror> found = new ArrayList<>();
            find(tool.path("inputSchema"), List.of(), found);
            Tool name = new Tool(route.address(), tool.path("name").asText(""));
            synchronized (tools) {
                if (found.isEmpty()) {
                    tools.remove(name);
                } else {
                    tools.put(name, found);
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
        List<Mirror> mirrors;
        synchronized (tools) {
            mirrors = tools.getOrDefault(
                    new Tool(route.address(), params.path("name").asText("")), List.of());
        }
        Map<String, String> headers = new HashMap<>();
        for (Mirror mirror : mirrors) {
            JsonNode value = params.path("arguments");
            for (String name : mirror.path()) {
                value = value.path(name);
            }
            if (value.isTextual() || value.isIntegralNumber() || value.isBoolean()) {
                headers.put(McpHeaders.PARAM_PREFIX + mirror.header(), McpHeaders.encode(value.asText()));
            }
        }
        return headers;
    }

    private static void find(JsonNode schema, List<String> path, List<Mirror> found) {
        if (path.size() > DEEPEST) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            List<String> at = new ArrayList<>(path);
            at.add(property.getKey());
            JsonNode header = property.getValue().path(ANNOTATION);
            if (header.isTextual()
                    && TOKEN.matcher(header.textValue()).matches()
                    && TYPES.contains(property.getValue().path("type").asText(""))) {
                found.add(new Mirror(at, header.textValue()));
            }
            find(property.getValue(), at, found);
        }
    }
}
