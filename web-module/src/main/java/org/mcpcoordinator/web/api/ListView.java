package org.mcpcoordinator.web.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list as it goes out.
 *
 * @param items the page's items, or all
 * @param total how many there are on all pages; absent where there are no pages
 * @param page from 0 on; absent where there are no pages
 * @param size asked for; absent where there are no pages
 */
public record ListView<T>(
        List<T> items,
        @Nullable Long total,
        @Nullable Integer page,
        @Nullable Integer size) {
    public ListView {
        items = List.copyOf(items);
    }

    /** All there are. */
    static <T> ListView<T> of(List<T> items) {
        return new ListView<>(items, null, null, null);
    }

    /** A page of them. */
    static <T> ListView<T> page(List<T> items, long total, int page, int size) {
        return new ListView<>(items, total, page, size);
    }
}
