package org.mcpcoordinator.web.wire;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.Category;
import org.mcpcoordinator.catalog.PortLayout;
import org.mcpcoordinator.fleet.Counts;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.rollout.Mixture;
import org.mcpcoordinator.rollout.RolloutState;

/**
 * The fleet in figures.
 *
 * @param revision id of the revision in force, which the newest rollout brought or went back to; 0 before the first
 * @param fleet name of the fleet it belongs to; empty before the first
 * @param desired instances wished to run, of all fleets
 * @param states instances by what is seen, only states that occur
 * @param categories all ten categories in the order of the port layout
 * @param degraded fleets that their newest rollout left between two revisions
 */
public record FleetView(
        long revision,
        String fleet,
        int desired,
        Map<InstanceState, Integer> states,
        List<CategoryView> categories,
        List<MixtureView> degraded) {
    public FleetView {
        states = Collections.unmodifiableMap(new TreeMap<>(states));
        categories = List.copyOf(categories);
        degraded = List.copyOf(degraded);
    }

    /** The figures of all instances there are. */
    public static FleetView of(long revision, String fleet, PortLayout layout, Counts counts, List<Mixture> mixtures) {
        return new FleetView(
                revision,
                fleet,
                counts.desired(),
                counts.states(),
                Stream.of(Category.values())
                        .map(category ->
                                CategoryView.of(category, layout.first(category), counts.ofCategory(category.id())))
                        .toList(),
                mixtures.stream().map(MixtureView::of).toList());
    }

    /**
     * A fleet between two revisions.
     *
     * @param fleet its name
     * @param rollout id of the rollout that left it so
     * @param state how that ended
     * @param revision id of the revision it was to bring the servers to
     * @param there copies that are as that revision has them, and the one before has not
     * @param before id of the revision before; absent if there was none
     * @param behind copies that are as that one has them, and the revision aimed at has not
     * @param others copies that are as neither has them
     * @param same copies that are as both have them
     * @param missing copies that the revision aimed at has and that are not there
     * @param sentence all of it for people
     */
    public record MixtureView(
            String fleet,
            long rollout,
            RolloutState state,
            long revision,
            int there,
            @Nullable Long before,
            int behind,
            int others,
            int same,
            int missing,
            String sentence) {
        static MixtureView of(Mixture mixture) {
            return new MixtureView(
                    mixture.fleet(),
                    mixture.rollout(),
                    mixture.state(),
                    mixture.revision(),
                    mixture.there(),
                    mixture.before() == 0 ? null : mixture.before(),
                    mixture.behind(),
                    mixture.others(),
                    mixture.same(),
                    mixture.missing(),
                    mixture.sentence());
        }
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
