package org.mcpcoordinator.routing;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.health.ErasMet;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Eras;

/**
 * Which eras servers speak: from what their definition's offer says, and from their probes; the newer of the two counts.
 * Guarded by whoever keeps it.
 */
final class Spoken {
    private static final NavigableMap<Long, ErasMet> NONE = new TreeMap<>();

    /** Of the newest two generations: one may come up beside the other. */
    private final Map<InstanceKey, NavigableMap<Long, ErasMet>> met = new HashMap<>();

    private final Map<String, ErasOffered> offered = new HashMap<>();

    /** True if that is news. */
    boolean met(ErasMet news) {
        NavigableMap<Long, ErasMet> generations = met.computeIfAbsent(news.key(), fresh -> new TreeMap<>());
        ErasMet before = generations.put(news.generation(), news);
        if (generations.size() > 2) {
            generations.pollFirstEntry();
        }
        return before == null || before.eras() != news.eras();
    }

    /** Takes the place of all that was offered; gives the definitions of which something else is known now. */
    Set<String> offered(Collection<ErasOffered> all) {
        Set<String> changed = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (ErasOffered news : all) {
            named.add(news.definitionHash());
            ErasOffered before = offered.put(news.definitionHash(), news);
            if (before == null || before.eras() != news.eras() || !before.at().equals(news.at())) {
                changed.add(news.definitionHash());
            }
        }
        offered.keySet().retainAll(named);
        return changed;
    }

    void forget(InstanceKey key) {
        met.remove(key);
    }

    Eras by(Instance instance) {
        ErasMet probe = met.getOrDefault(instance.key(), NONE).get(instance.generation());
        ErasOffered offer = offered.get(instance.definitionHash());
        if (offer == null) {
            return probe == null ? Eras.UNKNOWN : probe.eras();
        }
        if (probe == null || probe.at().isBefore(offer.at())) {
            return offer.eras();
        }
        // Found to be modern, and not asked for more yet: if the offer says more, it says no less than that.
        return probe.eras() == Eras.UNKNOWN && !offer.eras().lacks(Era.MODERN) ? offer.eras() : probe.eras();
    }
}
