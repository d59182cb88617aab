package org.mcpcoordinator.rollout;

/** What a check of a gate says. "Could not be measured" is never "good" (Argo Rollouts tells the two apart likewise). */
public enum Verdict {
    /** Measured, and within its limit. */
    PASS,
    /** Measured, and beyond it. */
    FAIL,
    /** There is no data: a person decides. */
    INCONCLUSIVE,
    /** The measuring itself broke; after four in a row it is inconclusive. */
    ERROR
}
