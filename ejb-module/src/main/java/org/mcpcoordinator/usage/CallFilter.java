package org.mcpcoordinator.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are asked for; what is null does not matter.
 *
 * @param from at that moment or later
 * @param to before that moment
 */
public record CallFilter(
        @Nullable String caller,
        @Nullable String server,
        @Nullable String tool,
        @Nullable Instant from,
        @Nullable Instant to) {}
