package org.mcpcoordinator.mcp.client;

import org.jspecify.annotations.Nullable;

/**
 * One event of a server-sent stream.
 *
 * @param id by which the stream can be taken up again after this event, or null
 * @param retryMillis how long to wait before that, or -1
 * @param data may be empty
 */
record Event(@Nullable String id, long retryMillis, String data) {}
