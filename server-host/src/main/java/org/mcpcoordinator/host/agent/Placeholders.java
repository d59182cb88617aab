package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code ${port}}, {@code ${host}} and {@code ${secret:NAME}} in, at launch and never before. Anything else in
 * braces is left as it is.
 *
 * @param port the server's port
 * @param secrets values by name
 */
record Placeholders(int port, Map<String, String> secrets) {
    /** Servers listen here, whatever they are. */
    static final String HOST = "127.0.0.1";

    private static final Pattern PLACE = Pattern.compile("\\$\\{(port|host|secret:([^}]*))}");

    /** Names of the secrets the launch refers to. */
    static Set<String> secretNames(Launch launch) {
        Set<String> names = new TreeSet<>();
        if (launch instanceof Launch.Program program) {
            program.env().values().forEach(text -> collect(text, names));
        }
        if (launch instanceof Launch.Command command) {
            command.argv().forEach(text -> collect(text, names));
        } else if (launch instanceof Launch.Builtin builtin) {
            collect(builtin.config(), names);
        }
        return names;
    }

    String fill(String text) {
        Matcher matcher = PLACE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value(matcher)));
        }
        return matcher.appendTail(filled).toString();
    }

    /** A copy with all texts filled. */
    JsonNode fill(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode filled = object.objectNode();
            object.properties().forEach(entry -> filled.set(entry.getKey(), fill(entry.getValue())));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = array.arrayNode();
            array.forEach(item -> filled.add(fill(item)));
            return filled;
        }
        return node.isTextual() ? TextNode.valueOf(fill(node.textValue())) : node;
    }

    private String value(Matcher matcher) {
        return switch (matcher.group(1)) {
            case "port" -> Integer.toString(port);
            case "host" -> HOST;
            default -> secrets.getOrDefault(matcher.group(2), "");
        };
    }

    private static void collect(JsonNode node, Set<String> names) {
        if (node.isTextual()) {
            collect(node.textValue(), names);
        }
        node.forEach(child -> collect(child, names));
    }

    private static void collect(String text, Set<String> names) {
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                names.add(matcher.group(2));
            }
        }
    }
}
