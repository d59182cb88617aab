package org.mcpcoordinator.pinning;

import java.util.List;
import java.util.Objects;

/**
 * CDI event: tools of a server say something else than what was approved, and are not offered any more.
 *
 * @param server one of those whose they are
 * @param tools their own names
 */
public record ToolsHeld(String server, List<String> tools) {
    public ToolsHeld {
        Objects.requireNonNull(server);
        tools = List.copyOf(tools);
    }
}
