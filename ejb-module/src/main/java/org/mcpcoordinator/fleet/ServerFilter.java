package org.mcpcoordinator.fleet;

import org.jspecify.annotations.Nullable;

/**
 * Which instances to list.
 *
 * @param state only this state, if given
 * @param category only this category id, if given
 * @param host only this host, if given
 * @param text part of the server's name, any case, if given
 * @param page from 0 on
 * @param size 1 to 1000
 */
public record ServerFilter(
        @Nullable InstanceState state,
        @Nullable String category,
        @Nullable String host,
        @Nullable String text,
        int page,
        int size) {
    public ServerFilter {
        if (page < 0 || size < 1 || size > 1000) {
            throw new IllegalArgumentException("page " + page + " or size " + size + " is out of bounds");
        }
    }
}
