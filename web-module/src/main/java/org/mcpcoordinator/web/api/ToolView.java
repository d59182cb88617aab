package org.mcpcoordinator.web.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.web.wire.Json;

/**
 * A tool of the fleet. Everything but names is its server's own word.
 *
 * @param name how it is called at {@code /mcp}
 * @param server whose it is
 * @param category of its server; empty for the coordinator's own
 * @param tool how its server calls it
 * @param description absent if it says nothing of itself
 * @param inputSchema of its arguments; absent in lists
 * @param sameAs other servers' tools that are this very one, not all if there are many
 */
public record ToolView(
        String name,
        String server,
        String category,
        String tool,
        @Nullable String title,
        @Nullable String description,
        @Nullable JsonNode inputSchema,
        @Nullable JsonNode annotations,
        List<String> sameAs) {
    /** Of a description in a list. */
    private static final int LONGEST = 1000;

    public ToolView {
        sameAs = List.copyOf(sameAs);
    }

    /** As it stands in a list. */
    static ToolView of(ToolSearch.Hit hit) {
        ToolView all = of(hit.item());
        String text = all.description;
        return new ToolView(
                all.name,
                all.server,
                all.category,
                all.tool,
                all.title,
                text == null || text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...",
                null,
                null,
                hit.others().stream().map(Item::key).toList());
    }

    /** All of it. */
    static ToolView of(Item item) {
        JsonNode declared = declaration(item);
        return new ToolView(
                item.key(),
                item.member().server(),
                item.member().category(),
                item.name(),
                text(declared.path("title")),
                text(declared.path("description")),
                declared.get("inputSchema"),
                declared.get("annotations"),
                List.of());
    }

    private static @Nullable String text(JsonNode node) {
        String text = node.asText("").strip();
        return text.isEmpty() ? null : text;
    }

    private static JsonNode declaration(Item item) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(item.length());
        item.write(out);
        try {
            return Json.mapper().readTree(out.toByteArray());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
