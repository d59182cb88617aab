package org.mcpcoordinator.host.builtin.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mcpcoordinator.host.builtin.BadConfig;
import org.mcpcoordinator.host.builtin.BuiltinType;
import org.mcpcoordinator.host.builtin.Content;
import org.mcpcoordinator.host.builtin.Setup;
import org.mcpcoordinator.host.builtin.TypeSheet;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.Arguments;
import org.mcpcoordinator.mcp.server.Tool;

/** The type {@code http-api}. */
public final class HttpApiType implements BuiltinType {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]{0,40})}");

    private final TypeSheet sheet = TypeSheet.beside(HttpApiType.class, "http-api");

    @Override
    public TypeSheet sheet() {
        return sheet;
    }

    @Override
    public Content build(Setup setup) throws BadConfig {
        Arguments config = setup.config();
        Fence fence = Fence.of(config.text("base"), setup.directory().resolve("coordinator.json"));
        Sender sender = new Sender(
                SharedClient::get,
                headers(config),
                Duration.ofMillis(config.number("timeoutMillis", 5_000)),
                config.number("maxBytes", 262_144));
        List<String> methods = config.texts("methods").isEmpty() ? List.of("GET") : config.texts("methods");
        HttpTools tools = new HttpTools(fence, sender, methods);
        Map<String, Content.Offer> offers = new LinkedHashMap<>();
        for (JsonNode json : config.json().path("operations")) {
            Operation operation = operation(json);
            if (offers.put(operation.name(), own(tools, operation)) != null) {
                throw new BadConfig("operations: two are named " + operation.name());
            }
            tools.add(operation);
        }
        if (config.flag("request", true)) {
            offers.putIfAbsent("list_operations", new Content.Offer.FromSheet(tools::listOperations));
            offers.putIfAbsent("request", new Content.Offer.FromSheet(tools::request));
        }
        if (offers.isEmpty()) {
            throw new BadConfig("operations: at least one is needed when request is false");
        }
        return Content.of("An HTTP service at " + config.text("base") + ".", offers);
    }

    private static Content.Offer own(HttpTools tools, Operation operation) {
        ObjectNode declaration =
                Json.object().put("name", operation.name()).put("description", operation.description());
        ObjectNode schema = declaration.putObject("inputSchema").put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        operation.pathArguments().forEach(name -> {
            properties.putObject(name).put("type", "string").put("minLength", 1).put("maxLength", 500);
            required.add(name);
        });
        operation.query().forEach((name, words) -> {
            ObjectNode property = properties.putObject(name).put("description", words);
            property.putArray("type").add("string").add("number").add("boolean");
        });
        if (operation.sendsBody()) {
            properties.putObject("body").put("type", "string").put("description", "JSON text to send");
        }
        schema.put("additionalProperties", false);
        boolean reading = !operation.sendsBody() && !operation.method().equals("DELETE");
        declaration.putObject("annotations").put("readOnlyHint", reading).put("openWorldHint", true);
        return new Content.Offer.OfItsOwn(
                new Tool(operation.name(), declaration, arguments -> tools.operate(operation, arguments)));
    }

    private static Operation operation(JsonNode json) throws BadConfig {
        Arguments given = new Arguments((ObjectNode) json);
        Map<String, String> query = new LinkedHashMap<>();
        json.path("query")
                .properties()
                .forEach(entry -> query.put(entry.getKey(), entry.getValue().asText()));
        List<String> inPath = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(given.text("path"));
        while (matcher.find()) {
            inPath.add(matcher.group(1));
        }
        Set<String> all = new HashSet<>(query.keySet());
        all.addAll(inPath);
        if (all.size() < query.size() + inPath.size()) {
            throw new BadConfig("operations: " + given.text("name") + " names an argument twice");
        }
        return new Operation(
                given.text("name"),
                given.text("description"),
                given.text("method", "GET"),
                given.text("path"),
                inPath,
                query);
    }

    private static Map<String, String> headers(Arguments config) {
        Map<String, String> headers = new LinkedHashMap<>();
        config.json()
                .path("headers")
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
        return headers;
    }
}
