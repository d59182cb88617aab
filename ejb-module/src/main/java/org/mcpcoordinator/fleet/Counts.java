package org.mcpcoordinator.fleet;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How many instances there are of which kind.
 *
 * @param groups every kind that occurs
 */
public record Counts(List<Group> groups) {
    public Counts {
        groups = List.copyOf(groups);
    }

    /**
     * Instances that are alike.
     *
     * @param category its id, for example {@code ai-ml}
     * @param host where they are placed
     * @param count how many, at least 1
     */
    public record Group(String category, String host, Desired desired, InstanceState state, int count) {
        public Group {
            Objects.requireNonNull(category);
            Objects.requireNonNull(host);
            Objects.requireNonNull(desired);
            Objects.requireNonNull(state);
        }
    }

    /** Counts instances that are at hand. */
    public static Counts of(Collection<Instance> instances) {
        Map<Group, Integer> kinds = instances.stream()
                .collect(Collectors.toMap(
                        one -> new Group(one.category(), one.host(), one.desired(), one.state(), 1),
                        one -> 1,
                        Integer::sum));
        return new Counts(kinds.entrySet().stream()
                .map(kind -> new Group(
                        kind.getKey().category(),
                        kind.getKey().host(),
                        kind.getKey().desired(),
                        kind.getKey().state(),
                        kind.getValue()))
                .toList());
    }

    /** Those of one category. */
    public Counts ofCategory(String category) {
        return new Counts(groups.stream()
                .filter(group -> group.category().equals(category))
                .toList());
    }

    /** How many are placed on a host. */
    public int onHost(String host) {
        return sum(group -> group.host().equals(host));
    }

    /** How many are wished to run. */
    public int desired() {
        return sum(group -> group.desired() == Desired.RUNNING);
    }

    /** How many are in which state; only states that occur. */
    public Map<InstanceState, Integer> states() {
        Map<InstanceState, Integer> states = new EnumMap<>(InstanceState.class);
        groups.forEach(group -> states.merge(group.state(), group.count(), Integer::sum));
        return states;
    }

    private int sum(Predicate<Group> which) {
        return groups.stream().filter(which).mapToInt(Group::count).sum();
    }
}
