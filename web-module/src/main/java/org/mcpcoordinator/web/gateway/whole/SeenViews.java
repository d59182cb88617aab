package org.mcpcoordinator.web.gateway.whole;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Item;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Listing;
import org.mcpcoordinator.directory.View;

/**
 * What callers who do not see everything are shown: made of the listing when it is first asked for, and kept until there is
 * another listing. Those asked for last are kept, in bounds; who sees the same shares one.
 */
public final class SeenViews {
    static final int MOST = 64;

    /** Of all views together: tools, prompts and resources. A place in a view takes some 50 bytes, the things are the listing's. */
    static final int MOST_ITEMS = 400_000;

    /** Tools pinned for one caller. */
    static final int MOST_PINNED = 100;

    private final Map<Key, Kept> views = new LinkedHashMap<>(16, 0.75f, true);
    private int items;

    private record Key(String category, Sight sight) {}

    private record Kept(Listing listing, Seen seen, int items) {}

    /**
     * What one caller is shown.
     *
     * @param pinned listed in full where all are too many to be listed
     */
    public record Seen(View view, List<Item> pinned) {
        public Seen {
            pinned = List.copyOf(pinned);
        }
    }

    /** What is seen now of the category, or with an empty text of all. */
    public Seen of(Listing listing, String category, Sight sight) {
        if (!sight.isNarrow() && !sight.pins()) {
            return new Seen(listing.seen(category, sight), List.of());
        }
        Key key = new Key(category, sight);
        Seen known = known(key, listing);
        if (known != null) {
            return known;
        }
        // Made outside of the lock: others need not wait for it, and twice the same does no harm.
        Seen made = make(listing, category, sight);
        keep(
                key,
                listing,
                made,
                sight.isNarrow() ? weight(made.view()) : made.pinned().size());
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // a listing is replaced, never changed
    private synchronized @Nullable Seen known(Key key, Listing listing) {
        Kept kept = views.get(key);
        return kept != null && kept.listing == listing ? kept.seen : null;
    }

    private synchronized void keep(Key key, Listing listing, Seen seen, int weight) {
        Kept before = views.put(key, new Kept(listing, seen, weight));
        items += weight - (before == null ? 0 : before.items);
        Iterator<Kept> oldest = views.values().iterator();
        while (views.size() > 1 && (views.size() > MOST || items > MOST_ITEMS)) {
            items -= oldest.next().items;
            oldest.remove();
        }
    }

    synchronized int size() {
        return views.size();
    }

    private static Seen make(Listing listing, String category, Sight sight) {
        View view = listing.seen(category, sight);
        List<Item> pinned = sight.pins()
                ? view.of(Kind.TOOLS).items().stream()
                        .filter(item -> item.isPinned(sight))
                        .limit(MOST_PINNED)
                        .toList()
                : List.of();
        return new Seen(view, pinned);
    }

    private static int weight(View view) {
        int weight = view.members().size();
        for (Kind kind : Kind.values()) {
            weight += view.of(kind).items().size();
        }
        return weight;
    }
}
