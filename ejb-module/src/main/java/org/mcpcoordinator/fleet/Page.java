package org.mcpcoordinator.fleet;

import java.util.List;

/**
 * A page of instances.
 *
 * @param items the page's instances
 * @param total how many there are on all pages
 * @param page from 0 on
 * @param size asked for
 */
public record Page(List<Instance> items, long total, int page, int size) {
    public Page {
        items = List.copyOf(items);
    }
}
