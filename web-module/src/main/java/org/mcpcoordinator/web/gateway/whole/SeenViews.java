package org.mcpcoordinator.web.gateway.whole;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    private final Map<Key, Kept> views = new ConcurrentHashMap<>();
    private int items;

    private record Key(String category, Sight sight) {}

    /** A view, and whether it was asked for since somebody last looked for one that can go. */
    private static final class Kept {
        final Listing listing;
        final Seen seen;
        final int items;
        volatile boolean asked = true;

        Kept(Listing listing, Seen seen, int items) {
            this.listing = listing;
            this.seen = seen;
            this.items = items;
        }
    }

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

    /** What is seen now of the category, or with an empty text of all. Who asks again takes no lock. */
    @SuppressWarnings("ReferenceEquality") // a listing is replaced, never changed
    public Seen of(Listing listing, String category, Sight sight) {
        if (!sight.isNarrow() && !sight.pins()) {
            return new Seen(listing.seen(category, sight), List.of());
        }
        Key key = new Key(category, sight);
        Kept known = views.get(key);
        if (known != null && known.listing == listing) {
            if (!known.asked) {
                known.asked = true;
            }
            return known.seen;
        }
        // Made outside of the lock: others need not wait for it, and twice the same does no harm.
        Seen made = make(listing, category, sight);
        keep(
                key,
                new Kept(
                        listing,
                        made,
                        sight.isNarrow() ? weight(made.view()) : made.pinned().size()));
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // as above
    private synchronized void keep(Key key, Kept kept) {
        // Nobody is shown an older listing any more.
        views.values().removeIf(other -> {
            boolean old = other.listing != kept.listing;
            items -= old ? other.items : 0;
            return old;
        });
        Kept before = views.put(key, kept);
        items += kept.items - (before == null ? 0 : before.items);
        while (views.size() > 1 && (views.size() > MOST || items > MOST_ITEMS)) {
            letGo(key);
        }
    }

    /** One that was not asked for since the last round; in the second round none was. */
    private void letGo(Key newest) {
        for (int round = 0; round < 2; round++) {
            for (Map.Entry<Key, Kept> each : views.entrySet()) {
                boolean other = !each.getKey().equals(newest);
                if (other && !each.getValue().asked) {
                    views.remove(each.getKey());
                    items -= each.getValue().items;
                    return;
                }
                each.getValue().asked = !other;
            }
        }
    }

    int size() {
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
