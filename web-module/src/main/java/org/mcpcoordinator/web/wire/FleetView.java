package org.mcpcoordinator.web.wire;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.fleet.Counts;
import org.mcpcoordinator.fleet.InstanceState;

/**
 * The fleet in figures.
 *
 * @param revision id of the revision in force, which the newest rollout brought or went back to; 0 before the first
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

    /** The figures of all instances there are. */
    public static FleetView of(long revision, String fleet, PortLayout layout, Counts counts) {
        return new FleetView(
                revision,
                fleet,
                counts.desired(),
                counts.states(),
                Stream.of(Category.values())
                        .map(category ->
                                CategoryView.of(category, layout.first(category), counts.ofCategory(category.id())))
                        .toList());
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
        static CategoryView of(Category category, int first, Counts counts) {
            return new CategoryView(category.id(), first, counts.desired(), counts.states());
        }
    }
}
