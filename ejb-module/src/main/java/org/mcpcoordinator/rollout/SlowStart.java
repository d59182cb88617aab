package org.mcpcoordinator.rollout;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/**
 * Lets the servers of a batch go in steps of 1, 2, 4, 8 and 16, each once the one before has come to an end, and then as
 * many as may start at the same time (Kubernetes creates pods likewise). Where it stands follows from how many were let
 * go, so that a restart goes on where it was.
 */
final class SlowStart {
    /** Servers of all steps together. */
    static final int LENGTH = 31;

    private static final int LARGEST_STEP = 16;
    private static final int FIRST = 3;

    /** What starting again would not mend. */
    private static final Set<Reason> FOR_GOOD = EnumSet.of(
            Reason.LAUNCH_FAILED, Reason.NETWORK_OPEN, Reason.EXPOSED, Reason.PORT_EXHAUSTED, Reason.SECRET_MISSING);

    private SlowStart() {}

    /**
     * How one server stands, in the order in which they were let go.
     *
     * @param turn counts the servers of the rollout that were let go from 1 on
     */
    record Trial(int turn, InstanceState state, Reason reason) {
        boolean failed() {
            return state == InstanceState.FAILED;
        }
    }

    /**
     * How many more may be let go now.
     *
     * @param letGo servers of the batch let go so far
     * @param starting those of them that have neither become healthy nor failed
     */
    static int room(int letGo, int starting, int parallel) {
        for (int step = 1; step <= LARGEST_STEP; step *= 2) {
            int end = 2 * step - 1;
            if (letGo < end) {
                boolean begun = letGo > step - 1 || starting == 0;
                return begun ? Math.max(0, Math.min(end - letGo, parallel - starting)) : 0;
            }
        }
        return Math.max(0, parallel - starting);
    }

    /**
     * Why the rollout must end while it is still small: the first three servers of all died of the same error that no
     * further try would mend, or a whole step of two or more has failed. The error comes first, because three that
     * failed are a step as well, and the error says more.
     *
     * @param trials the first servers of the batch by their turn, at most {@link #LENGTH}
     */
    static Optional<Gates.Stop> stop(List<Trial> trials) {
        List<Trial> first =
                trials.stream().filter(trial -> trial.turn() <= FIRST).toList();
        if (first.size() == FIRST
                && first.stream().allMatch(Trial::failed)
                && first.stream().map(Trial::reason).distinct().count() == 1
                && FOR_GOOD.contains(first.get(0).reason())) {
            return Optional.of(new Gates.Stop(
                    "SAME_ERROR",
                    "the first three servers failed of the same error, "
                            + first.get(0).reason()));
        }
        for (int step = 2; step <= LARGEST_STEP; step *= 2) {
            int from = step - 1;
            if (trials.size() >= from + step
                    && trials.subList(from, from + step).stream().allMatch(Trial::failed)) {
                return Optional.of(
                        new Gates.Stop("STEP_FAILED", "all " + step + " servers of one step of the slow start failed"));
            }
        }
        return Optional.empty();
    }
}
