package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a token is limited to. */
final class ScopeOptions {
    @Option(
            names = "--category",
            paramLabel = "CATEGORY",
            description = "Sees the servers of this category; repeatable.")
    private List<String> categories = new ArrayList<>();

    @Option(
            names = "--server",
            paramLabel = "SERVER",
            description = "Sees this server, * at the end allowed; repeatable.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--tool",
            paramLabel = "TOOL",
            description = "Sees of these servers only this tool, SERVER__TOOL or SERVER/TOOL, * at the end allowed;"
                    + " repeatable.")
    private List<String> tools = new ArrayList<>();

    @Option(
            names = "--pin",
            paramLabel = "TOOL",
            description = "Lists this tool at /mcp where all are too many to be listed; repeatable.")
    private List<String> pins = new ArrayList<>();

    @Option(names = "--rate", paramLabel = "N", description = "Calls a second.")
    private @Nullable Integer rate;

    @Option(
            names = "--burst",
            paramLabel = "N",
            description = "Calls at once after a rest; usually as many as in a second.")
    private @Nullable Integer burst;

    @Option(names = "--in-flight", paramLabel = "N", description = "Calls under way at the same time.")
    private @Nullable Integer inFlight;

    /** As the API wants it; empty for no limit. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "categories", categories);
        put(json, "servers", servers);
        put(json, "tools", tools);
        put(json, "pins", pins);
        put(json, "callsPerSecond", rate);
        put(json, "burst", burst);
        put(json, "callsAtOnce", inFlight);
        return json;
    }

    /** A scope of the API in one line. */
    static String text(JsonNode scope) {
        List<String> parts = new ArrayList<>();
        scope.properties().forEach(entry -> parts.add(entry.getKey() + " " + words(entry.getValue())));
        return parts.isEmpty() ? "-" : String.join("; ", parts);
    }

    private static String words(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> words = new ArrayList<>();
        value.forEach(word -> words.add(word.asText()));
        return String.join(",", words);
    }

    private static void put(ObjectNode json, String name, List<String> words) {
        if (!words.isEmpty()) {
            ArrayNode list = json.putArray(name);
            words.forEach(list::add);
        }
    }

    private static void put(ObjectNode json, String name, @Nullable Integer value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
