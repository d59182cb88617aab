package org.mcpcoordinator.web.wire;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * The fleet in figures.
 *
 * @param revision id of the revision imported last; 0 before the first
 * @param fleet name of the fleet it belongs to; empty before the first
 * @param desired instances wished to run, of all fleets
 * @param states instances by what is seen, only states that occur
 * @param categories all ten categories in the order of the port layout
 */
public record FleetView(
        long revision, String fleet, int desired, Map<InstanceState, Integer> states, List<CategoryView> categories) {
    public FleetView {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
        categories = List.copyOf(categories);
    }

    /** The figures of these instances, which must be all there are. */
    public static FleetView of(long revision, String fleet, PortLayout layout, Collection<Instance> instances) {
        return new FleetView(
                revision,
                fleet,
                wished(instances.stream()),
                seen(instances.stream()),
                Stream.of(Category.values())
                        .map(category -> CategoryView.of(
                                category,
                                layout.first(category),
                                instances.stream()
                                        .filter(instance -> instance.category().equals(category.id()))
                                        .toList()))
                        .toList());
    }

    private static int wished(Stream<Instance> instances) {
        return (int) instances
                .filter(instance -> instance.desired() == Desired.RUNNING)
                .count();
    }

    private static Map<InstanceState, Integer> seen(Stream<Instance> instances) {
        Map<InstanceState, Integer> states = new EnumMap<>(InstanceState.class);
        instances.forEach(instance -> states.merge(instance.state(), 1, Integer::sum));
        return states;
    }

    /**
     * A category in figures.
     *
     * @param id for example {@code ai-ml}
     * @param first first port of its range
     * @param desired instances of it wished to run
     * @param states instances of it by what is seen, only states that occur
     */
    public record CategoryView(String id, int first, int desired, Map<InstanceState, Integer> states) {
        static CategoryView of(Category category, int first, Collection<Instance> instances) {
            return new CategoryView(category.id(), first, wished(instances.stream()), seen(instances.stream()));
        }
    }
}
