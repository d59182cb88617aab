package org.mcpcoordinator.fleet;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How often an instance has been started again after it had ended by itself. A restart keeps its port, a replacement
 * changes it; the agent of its host decides when, and remembers nothing beyond its own end, so that it is kept here.
 *
 * @param restarts in the window that began with {@code since}, at most 2
 * @param replaces replacements in a row
 * @param since when the first of these ends was
 * @param due when it is started next; null if it has been started since
 */
public record Tries(
        int restarts, int replaces, Instant since, @Nullable Instant due) {
    public Tries {
        Objects.requireNonNull(since);
    }
}
