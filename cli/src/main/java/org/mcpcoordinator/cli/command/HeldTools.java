package org.mcpcoordinator.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.cli.api.Remote;
import org.mcpcoordinator.cli.terminal.Refusal;
import org.mcpcoordinator.cli.terminal.Table;

/** Tools of a server that are held, and their approval. */
final class HeldTools {
    private static final int LONGEST = 400;

    private HeldTools() {}

    /** What is still held after it. */
    static JsonNode approve(Remote remote, String server, @Nullable String tool, boolean always) {
        if (tool == null) {
            throw Refusal.refused("approve needs the name of a tool; servers " + server + " held lists them");
        }
        ObjectNode approval = JsonNodeFactory.instance.objectNode();
        approval.put("server", server).put("tool", tool).put("always", always);
        return remote.api().post("tools/approve", approval);
    }

    static void print(Remote remote, JsonNode held) {
        Table table = new Table("TOOL", "SINCE", "WHAT", "AS APPROVED", "NOW");
        for (JsonNode tool : held.path("items")) {
            for (JsonNode member : tool.path("changed")) {
                table.row(
                        tool.path("tool").asText(),
                        tool.path("since").asText(),
                        member.asText(),
                        text(tool.path("before").path(0).path(member.asText())),
                        text(tool.path("now").path(0).path(member.asText())));
            }
        }
        remote.print(held, table, "No tool of it is held.");
    }

    private static String text(JsonNode part) {
        String text = part.isTextual() ? part.textValue() : part.isMissingNode() ? "-" : part.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "... (all of it with --json)";
    }
}
