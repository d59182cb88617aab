package org.mcpcoordinator.host.builtin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.ToolFailure;
import org.mcpcoordinator.mcp.server.ToolResult;

/** The tools of one fenced service. */
final class HttpTools {
    private final Fence fence;
    private final Sender sender;
    private final List<String> methods;
    private final List<Operation> operations = new ArrayList<>();

    HttpTools(Fence fence, Sender sender, List<String> methods) {
        this.fence = fence;
        this.sender = sender;
        this.methods = List.copyOf(methods);
    }

    /** While the server is being built. */
    void add(Operation operation) {
        operations.add(operation);
    }

    ToolResult listOperations(Arguments arguments) {
        ObjectNode result = Json.object().put("base", fence.now().address().toString());
        ArrayNode allowed = result.putArray("methods");
        methods.forEach(allowed::add);
        ArrayNode list = result.putArray("operations");
        for (Operation operation : operations) {
            list.addObject()
                    .put("name", operation.name())
                    .put("description", operation.description())
                    .put("method", operation.method())
                    .put("path", operation.path());
        }
        return ToolResult.json(result);
    }

    ToolResult request(Arguments arguments) throws InterruptedException {
        String method = arguments.text("method", "GET");
        if (!methods.contains(method)) {
            throw new ToolFailure(
                    "method: " + method + " is not allowed here; allowed are " + String.join(", ", methods));
        }
        Fence.Ground base = fence.now();
        String path = arguments.text("path", "") + query(arguments.json().path("query"), arguments.text("path", ""));
        String body = arguments.find("body").orElse(null);
        if (body != null && (method.equals("GET") || method.equals("HEAD"))) {
            throw new ToolFailure("body: cannot be sent with " + method);
        }
        return sender.send(base, base.below(path), method, body);
    }

    ToolResult operate(Operation operation, Arguments arguments) throws InterruptedException {
        Fence.Ground base = fence.now();
        String path = operation.path();
        for (String name : operation.pathArguments()) {
            String value = arguments.text(name);
            if (value.contains("/") || value.contains("\\") || value.equals(".") || value.equals("..")) {
                throw new ToolFailure(name + ": must be one plain segment without slashes");
            }
            path = path.replace("{" + name + "}", encoded(value));
        }
        ObjectNode query = Json.object();
        for (Map.Entry<String, String> entry : operation.query().entrySet()) {
            JsonNode value = arguments.json().get(entry.getKey());
            if (value != null) {
                query.set(entry.getKey(), value);
            }
        }
        return sender.send(
                base,
                base.below(path + query(query, path)),
                operation.method(),
                operation.sendsBody() ? arguments.text("body", "{}") : null);
    }

    private static String query(JsonNode arguments, String path) {
        StringBuilder query = new StringBuilder();
        arguments
                .properties()
                .forEach(entry -> query.append(query.isEmpty() && !path.contains("?") ? '?' : '&')
                        .append(encoded(entry.getKey()))
                        .append('=')
                        .append(encoded(entry.getValue().asText())));
        return query.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
