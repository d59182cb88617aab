package org.mcpcoordinator.web.gateway.kept;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The sessions of one principal. Guarded by itself. */
final class Owned {
    private final Set<Kept<?>> sessions = new HashSet<>();
    private long weight;

    /** Gives those that have to go because of it. */
    synchronized List<Kept<?>> add(Kept<?> kept) {
        if (sessions.add(kept)) {
            weight += kept.weight;
        }
        return leaving(kept);
    }

    /** The same for one that weighs so much more than before. */
    synchronized List<Kept<?>> grow(Kept<?> kept, int more) {
        if (sessions.contains(kept)) {
            weight += more;
        }
        return leaving(kept);
    }

    /** True if it was the last. */
    synchronized boolean remove(Kept<?> kept) {
        if (sessions.remove(kept)) {
            weight -= kept.weight;
        }
        return sessions.isEmpty();
    }

    synchronized List<Kept<?>> all() {
        return List.copyOf(sessions);
    }

    private List<Kept<?>> leaving(Kept<?> stays) {
        List<Kept<?>> leaving = new ArrayList<>();
        while (!isWithinBounds() && sessions.size() > 1) {
            Kept<?> oldest = oldest(stays);
            leaving.add(oldest);
            remove(oldest);
        }
        return leaving;
    }

    private Kept<?> oldest(Kept<?> stays) {
        return sessions.stream()
                .filter(other -> other != stays)
                .min(Comparator.comparingLong(other -> other.usedAt))
                .orElse(stays);
    }

    private boolean isWithinBounds() {
        return sessions.size() <= SessionBook.MOST_EACH && weight <= SessionBook.HEAVIEST_EACH;
    }
}
