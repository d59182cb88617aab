package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.List;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Which steps a rollout is made of. */
final class Phases {
    static final List<Integer> USUAL = List.of(100, 500, 1000);
    static final int MOST = 6;

    private Phases() {}

    /**
     * Cuts the targets to the fleet's size; those that add nothing any more are left out.
     *
     * @param asked 1 to 6 cumulative targets, rising; whoever ends below the fleet's size asks for a part of the fleet.
     *     Empty for 100, 500, 1000 and, for larger fleets, all
     * @param size instances of the fleet, 0 or more
     * @return at least one target; the last one is how many instances the rollout wants HEALTHY in the end
     * @throws ProblemException PHASES_INVALID
     */
    static List<Integer> cut(List<Integer> asked, int size) {
        if (asked.size() > MOST) {
            throw invalid(asked, "there are " + asked.size() + ", and " + MOST + " is the most");
        }
        List<Integer> targets = new ArrayList<>(asked.isEmpty() ? USUAL : asked);
        if (asked.isEmpty() && size > targets.get(targets.size() - 1)) {
            targets.add(size);
        }
        List<Integer> cut = new ArrayList<>();
        int before = 0;
        for (int target : targets) {
            if (target <= before) {
                throw invalid(asked, "each must be larger than the one before it, from 1 on");
            }
            before = target;
            int bounded = Math.min(target, size);
            if (cut.isEmpty() || bounded > cut.get(cut.size() - 1)) {
                cut.add(bounded);
            }
        }
        return List.copyOf(cut);
    }

    private static ProblemException invalid(List<Integer> targets, String why) {
        return new ProblemException(ProblemCode.PHASES_INVALID, "phases " + targets + ": " + why);
    }
}
