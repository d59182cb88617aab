package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;

/** The tools of one server: listed in pages in a fixed order, found by name. */
final class ToolBox {
    private static final int PAGE = 50;

    private final List<Tool> tools;
    private final Map<String, Tool> byName = new LinkedHashMap<>();
    private final String mark;

    ToolBox(List<Tool> tools) {
        this(tools, List.of());
    }

    /** @param hidden found by name, and not listed */
    ToolBox(List<Tool> tools, List<Tool> hidden) {
        this.tools = List.copyOf(tools);
        Stream.concat(tools.stream(), hidden.stream()).forEach(tool -> {
            if (byName.put(tool.name(), tool) != null) {
                throw new IllegalArgumentException("two tools named " + tool.name());
            }
        });
        this.mark = Integer.toHexString(byName.keySet().hashCode());
    }

    Optional<Tool> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** One page; empty if the cursor is not one of this list, for example because the tools changed since. */
    Optional<ObjectNode> page(@Nullable String cursor) {
        int from = cursor == null ? 0 : place(cursor);
        if (from < 0) {
            return Optional.empty();
        }
        int to = Math.min(from + PAGE, tools.size());
        ObjectNode page = Json.object();
        ArrayNode list = page.putArray("tools");
        tools.subList(from, to).forEach(tool -> list.add(tool.declaration()));
        if (to < tools.size()) {
            page.put("nextCursor", to + "." + mark);
        }
        return Optional.of(page);
    }

    private int place(String cursor) {
        for (int place = PAGE; place < tools.size(); place += PAGE) {
            if (cursor.equals(place + "." + mark)) {
                return place;
            }
        }
        return -1;
    }
}
