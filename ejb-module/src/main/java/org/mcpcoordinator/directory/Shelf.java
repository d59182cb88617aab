package org.mcpcoordinator.directory;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** All things of one kind, in the order of their names; never changed. */
public final class Shelf {
    static final Shelf EMPTY = new Shelf(List.of());

    private final List<Item> items;
    private final Map<String, Item> byKey;
    private final int mark;

    Shelf(Collection<Item> things) {
        Item[] sorted = things.toArray(Item[]::new);
        Arrays.sort(sorted, Comparator.comparing(Item::key));
        this.items = List.of(sorted);
        this.byKey = new HashMap<>(2 * sorted.length);
        int hash = 1;
        for (Item item : sorted) {
            byKey.put(item.key(), item);
            hash = 31 * hash + item.mark();
        }
        this.mark = hash;
    }

    /** Those for which that is so. */
    Shelf only(Predicate<Item> so) {
        return new Shelf(items.stream().filter(so).toList());
    }

    /** All of them, by name. */
    public List<Item> items() {
        return items;
    }

    /** The one of that name. */
    public Optional<Item> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Place of the first whose name comes after this one. */
    public int after(String key) {
        int low = 0;
        int high = items.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (items.get(middle).key().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Differs where what clients are told differs. */
    public int mark() {
        return mark;
    }
}
