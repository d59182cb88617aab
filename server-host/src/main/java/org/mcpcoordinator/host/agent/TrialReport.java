package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.client.McpClient;

/** What was seen of a program while it was tried. What it was given as secrets is not repeated in its lines. */
final class TrialReport {
    /** Lines of its output that are told, and characters of one. */
    static final int LINES = 30;

    private static final int LONGEST_LINE = 2_000;
    private static final int SHORTEST_SECRET = 4;
    private static final String HIDDEN = "***";

    private final List<String> secrets;
    private final ObjectNode told = Json.object();
    private final List<String> notes = new ArrayList<>();

    /** How it came out. */
    enum State {
        /** It speaks MCP. */
        ANSWERED,
        /** It answered, and not like a server of MCP. */
        REFUSED,
        /** It said nothing within its time. */
        SILENT,
        /** It ended before it had answered. */
        ENDED,
        /** It could not be started. */
        FAILED
    }

    TrialReport(Map<String, String> given) {
        // The longest first: one may be part of another.
        secrets = given.values().stream()
                .flatMap(String::lines)
                .filter(line -> line.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        is(State.FAILED, "it was not started");
    }

    void is(State state, String sentence) {
        told.put("state", state.name()).put("sentence", plain(sentence));
    }

    void startedWithin(long millis) {
        told.put("startMillis", millis);
    }

    void exited(int code) {
        told.put("exitCode", code);
    }

    void met(McpClient client) {
        ObjectNode greeting = client.greeting();
        JsonNode info = greeting.has("serverInfo")
                ? greeting.path("serverInfo")
                : greeting.path(Meta.FIELD).path(Meta.SERVER_INFO);
        told.put("era", client.peer().era() == Era.MODERN ? "modern" : "legacy")
                .put("revision", client.peer().revision().id())
                .put("name", plain(info.path("name").asText()))
                .put("version", plain(info.path("version").asText()));
    }

    void offers(ArrayNode tools) {
        told.set("tools", tools);
    }

    void gave(ObjectNode result) {
        told.set("result", result);
    }

    void takes(List<ProcessTable.Stat> tree) {
        told.put("processes", tree.size())
                .put(
                        "memoryKb",
                        tree.stream()
                                .mapToLong(stat -> ProcessTable.pssKb(stat.pid()))
                                .sum());
    }

    /** Something to know beside how it came out; from any thread. */
    synchronized void note(String line) {
        if (notes.size() < LINES) {
            notes.add(plain(line));
        }
    }

    synchronized ObjectNode ended(List<String> lines, boolean gone) {
        ArrayNode all = told.put("gone", gone).putArray("lines");
        lines.forEach(line -> all.add(plain(line)));
        notes.forEach(all::add);
        return told;
    }

    private String plain(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        return shown.length() > LONGEST_LINE ? shown.substring(0, LONGEST_LINE) + "..." : shown;
    }
}
