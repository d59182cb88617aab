package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.mcpcoordinator.mcp.McpHeaders;

/**
 * Which arguments of which tools a modern server wants repeated as headers (SEP-2243, {@code x-mcp-header}). A client on
 * stdio knows nothing of headers, so the lists of tools that pass by are read.
 */
final class ParameterHeaders {
    private static final int DEEPEST = 8;
    private static final int MOST_TOOLS = 10_000;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private final Map<String, List<Mirror>> tools = new ConcurrentHashMap<>();

    private record Mirror(List<String> path, String header) {}

    /** Reads the result of {@code tools/list}. */
    void learn(JsonNode result) {
        for (JsonNode tool : result.path("tools")) {
            List<Mirror> mirrors = new ArrayList<>();
            find(tool.path("inputSchema"), List.of(), mirrors);
            String name = tool.path("name").asText();
            if (mirrors.isEmpty()) {
                tools.remove(name);
            } else if (tools.size() < MOST_TOOLS) {
                tools.put(name, List.copyOf(mirrors));
            }
        }
    }

    /** The headers for a call of the tool; an argument that is absent has none. */
    Map<String, String> of(String tool, JsonNode arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Mirror mirror : tools.getOrDefault(tool, List.of())) {
            JsonNode value = arguments;
            for (String step : mirror.path()) {
                value = value.path(step);
            }
            if (value.isTextual() || value.isBoolean() || value.isIntegralNumber()) {
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
            String header = property.getValue().path("x-mcp-header").asText();
            if (TOKEN.matcher(header).matches()) {
                found.add(new Mirror(List.copyOf(at), header));
            }
            find(property.getValue(), at, found);
        }
    }
}
