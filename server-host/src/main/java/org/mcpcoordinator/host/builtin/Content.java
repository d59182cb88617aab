package org.mcpcoordinator.host.builtin;

import java.util.Map;
import java.util.Objects;
import org.mcpcoordinator.mcp.server.Tool;

/**
 * What a type makes of its settings.
 *
 * @param about one or two sentences on this very server, said to models before anything else
 * @param tools in the order of the list
 * @param resource closed when no call needs it any more
 */
public record Content(String about, Map<String, Offer> tools, AutoCloseable resource) {
    public Content {
        Objects.requireNonNull(about);
        Objects.requireNonNull(tools);
        Objects.requireNonNull(resource);
    }

    /** Content that holds nothing open. */
    public static Content of(String about, Map<String, Offer> tools) {
        return new Content(about, tools, () -> {});
    }

    /** A tool as a type offers it: words from the sheet, or words of its own. */
    public sealed interface Offer {
        /** Described in the sheet under its name. */
        record FromSheet(Tool.Handler handler) implements Offer {}

        /** Described by the settings. */
        record OfItsOwn(Tool tool) implements Offer {}
    }
}
