package org.mcpcoordinator.directory;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.mcpcoordinator.access.CallRate;
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
     * @param calls how much it may be called
     */
    record Entry(String category, String definitionHash, boolean plain, CallRate calls) {
        Entry(String category, String definitionHash, boolean plain) {
            this(category, definitionHash, plain, CallRate.NONE);
        }

        Entry {
            Objects.requireNonNull(calls);
            Objects.requireNonNull(category);
            Objects.requireNonNull(definitionHash);
        }
    }

    /** Of all copies with usual names that may be called as much as anybody likes. */
    static Roster of(List<Instance> instances) {
        return of(instances, instance -> false, instance -> CallRate.NONE);
    }

    /**
     * Of all copies.
     *
     * @param plain true for servers that keep the names of their own
     * @param calls how much each may be called
     */
    static Roster of(List<Instance> instances, Predicate<Instance> plain, Function<Instance, CallRate> calls) {
        SortedMap<String, Entry> entries = new TreeMap<>();
        Map<String, Integer> replicas = new TreeMap<>();
        for (Instance instance : instances) {
            String server = instance.key().server();
            int replica = instance.key().replica();
            if (isListed(instance) && replica < replicas.getOrDefault(server, Integer.MAX_VALUE)) {
                replicas.put(server, replica);
                entries.put(
                        server,
                        new Entry(
                                instance.category(),
                                instance.definitionHash(),
                                plain.test(instance),
                                calls.apply(instance)));
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
