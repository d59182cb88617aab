package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.finding.FoundTool;
import org.mcpcoordinator.mcp.Json;

/** What {@code find_tools} and {@code describe_tool} answer: bounded, and under the names that everybody calls tools by. */
public final class Findings {
    /** Of all that is found, in characters. */
    private static final int LONGEST = 16_000;

    private static final int LONGEST_SCHEMA = 4_000;
    private static final int WITH_SCHEMA = 3;
    private static final int LONGEST_LINE = 200;
    private static final int ELSEWHERE = 3;

    private Findings() {}

    /** What the caller may see, as a search takes it. */
    public static Map<String, List<String>> servers(View view) {
        Map<String, List<String>> servers = new HashMap<>();
        view.members()
                .values()
                .forEach(member -> servers.computeIfAbsent(member.definitionHash(), hash -> new ArrayList<>())
                        .add(member.server()));
        return servers;
    }

    /** The tools that were found, as far as they are (still) listed; so many at most. */
    public static String text(View view, List<FoundTool> found, int most) {
        Map<String, List<Item>> items = items(view, found);
        ObjectNode answer = Json.object();
        ArrayNode tools = answer.putArray("tools");
        int length = 0;
        for (FoundTool each : found) {
            List<Item> same = each.definitions().stream()
                    .flatMap(hash -> items.getOrDefault(hash + " " + each.name(), List.of()).stream())
                    .toList();
            if (!same.isEmpty() && tools.size() < most) {
                ObjectNode tool = tool(same, tools.size() < WITH_SCHEMA);
                length += tool.toString().length();
                if (length > LONGEST) {
                    break;
                }
                tools.add(tool);
            }
        }
        answer.put(
                "note",
                tools.isEmpty()
                        ? "Nothing fits. Try other words: what is to be done, and with what kind of thing or product."
                        : "Call one with call_tool; describe_tool tells the arguments of those without inputSchema.");
        return Json.text(answer);
    }

    /** All of one tool. */
    public static String text(Item item) {
        return Json.text(declaration(item));
    }

    private static ObjectNode tool(List<Item> same, boolean withSchema) {
        Item first = same.get(0);
        JsonNode declared = declaration(first);
        ObjectNode tool = Json.object().put("name", first.key());
        String line = declared.path("description").asText(declared.path("title").asText(""));
        if (!line.isBlank()) {
            tool.put("description", firstLine(line.strip()));
        }
        JsonNode schema = declared.path("inputSchema");
        if (withSchema && schema.toString().length() <= LONGEST_SCHEMA) {
            tool.set("inputSchema", schema);
        }
        if (same.size() > 1) {
            ArrayNode elsewhere = tool.putArray("sameAs");
            same.stream().skip(1).limit(ELSEWHERE).forEach(item -> elsewhere.add(item.key()));
        }
        return tool;
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
    }

    /** The listed tools by definition and own name; only those that were found. */
    private static Map<String, List<Item>> items(View view, List<FoundTool> found) {
        Set<String> names = new HashSet<>();
        found.forEach(each -> names.add(each.name()));
        Map<String, List<Item>> items = new HashMap<>();
        for (Item item : view.of(Kind.TOOLS).items()) {
            if (names.contains(item.name())) {
                items.computeIfAbsent(item.member().definitionHash() + " " + item.name(), key -> new ArrayList<>())
                        .add(item);
            }
        }
        return items;
    }

    private static JsonNode declaration(Item item) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(item.length());
        item.write(out);
        try {
            return Json.read(out.toByteArray());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
