package org.mcpcoordinator.directory;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * Which servers are listed, by name: those that are wished to run and are neither quarantined nor drained. One that is ill or
 * asleep stays listed: lists that change with every failure are of no use to anybody.
 */
record Roster(SortedMap<String, Entry> entries) {
    /**
     * One server.
     *
     * @param category id of its category
     * @param definitionHash of the copy that serves, where copies differ the first one's
     * @param plain true if its tools and resources are to keep their own names
     */
    record Entry(String category, String definitionHash, boolean plain) {
        Entry {
            Objects.requireNonNull(category);
            Objects.requireNonNull(definitionHash);
        }
    }

    /**
     * Of all copies.
     *
     * @param plain true for servers that keep the names of their own
     */
    static Roster of(List<Instance> instances, Predicate<Instance> plain) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Map<String, Integer> replicas = new TreeMap<>();
        for (Instance instance : instances) {
            String server = instance.key().server();
            int replica = instance.key().replica();
            if (isListed(instance) && replica < replicas.getOrDefault(server, Integer.MAX_VALUE)) {
                replicas.put(server, replica);
                entries.put(server, new Entry(instance.category(), instance.definitionHash(), plain.test(instance)));
            }
        }
        return new Roster(entries);
    }

    Set<String> names() {
        return entries.keySet();
    }

    Set<String> categories() {
        return entries.values().stream().map(Entry::category).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The servers of one category. */
    Roster of(String category) {
        SortedMap<String, Entry> some = new TreeMap<>();
        entries.forEach((name, entry) -> {
            if (entry.category().equals(category)) {
                some.put(name, entry);
            }
        });
        return new Roster(some);
    }

    private static boolean isListed(Instance instance) {
        return instance.desired() == Desired.RUNNING
                && instance.state() != InstanceState.QUARANTINED
                && !instance.draining();
    }
}
