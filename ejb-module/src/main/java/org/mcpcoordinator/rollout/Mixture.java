package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A fleet that its newest rollout left between two revisions: degraded, until a rollout succeeds.
 *
 * @param fleet its name
 * @param rollout id of that rollout
 * @param state how it ended: FAILED, CANCELLED or ROLLED_BACK
 * @param revision id of the revision it was to bring the servers to in the end
 * @param there copies that are as that revision has them, and the one before has not
 * @param before id of the revision that it led away from; 0 if there was none
 * @param behind copies that are as that one has them, and the revision aimed at has not
 * @param others copies that are as neither has them
 * @param same copies that are as both have them
 * @param missing copies that the revision aimed at has and that are not there
 */
public record Mixture(
        String fleet,
        long rollout,
        RolloutState state,
        long revision,
        int there,
        long before,
        int behind,
        int others,
        int same,
        int missing) {
    public Mixture {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(state);
    }

    /** Nothing differs from the revision aimed at, or nothing has come of it at all. */
    boolean whole() {
        return (behind == 0 && others == 0 && missing == 0) || (there == 0 && others == 0);
    }

    /** All of it for people. */
    public String sentence() {
        List<String> parts = new ArrayList<>();
        parts.add(there + " of revision " + revision);
        if (behind > 0) {
            parts.add(before == 0 ? behind + " of no revision that is kept" : behind + " of revision " + before);
        }
        if (others > 0) {
            parts.add(others + " of older revisions");
        }
        if (same > 0) {
            parts.add(same + " the same in both");
        }
        if (missing > 0) {
            parts.add(missing + " of revision " + revision + " not there");
        }
        return "fleet " + fleet + " is degraded, between two revisions, since rollout " + rollout + " ended " + state
                + ": " + String.join(", ", parts) + "; a rollout that succeeds ends that";
    }
}
