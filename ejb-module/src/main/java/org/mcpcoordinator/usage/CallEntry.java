package org.mcpcoordinator.usage;

import java.time.Instant;

/**
 * A call as it is kept.
 *
 * @param id rises with time
 * @param at when it was over
 * @param call the rest; its sizes are not kept
 */
public record CallEntry(long id, Instant at, Called call) {}
