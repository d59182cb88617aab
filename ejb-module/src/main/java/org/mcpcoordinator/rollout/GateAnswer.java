package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.Objects;

/**
 * What a look at a gate gave.
 *
 * @param kind what to do now
 * @param patience when to look again at the latest, if nothing is heard before; for WAIT only
 */
public record GateAnswer(Kind kind, Duration patience) {
    public GateAnswer {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(patience);
    }

    /** What to do. */
    public enum Kind {
        /** Look again later. */
        WAIT,
        /** The gate is passed. */
        GO,
        /** A person paused the rollout, or its wishes are not complete: end, to be continued from the beginning. */
        PAUSED,
        /** The rollout has failed; its reason is stored. */
        FAILED,
        /** The rollout was aborted and is closed now. */
        ABORTED
    }

    static GateAnswer of(Kind kind) {
        return new GateAnswer(kind, Duration.ZERO);
    }
}
