package org.mcpcoordinator.fleet;

import java.util.Objects;

/** Something seen of one instance. Carries its generation: what is seen of an older one changes nothing. */
public sealed interface Observation {
    InstanceKey key();

    long generation();

    /** The agent runs it, or has taken it over; nothing is known yet of its answers. */
    record Started(InstanceKey key, long generation, int attempt, long pid) implements Observation {}

    /** A probe succeeded often enough. */
    record Answers(InstanceKey key, long generation) implements Observation {}

    /** Probes failed often enough, or nobody has evidence; {@code reason} tells slow, cut, refused and unknown apart. */
    record Fails(InstanceKey key, long generation, Reason reason, String detail) implements Observation {
        public Fails {
            Objects.requireNonNull(reason);
            Objects.requireNonNull(detail);
        }
    }

    /**
     * Its process ended.
     *
     * @param again if the agent's restart policy will start it again
     * @param why {@code EXITED}, or the limit that ended it
     * @param detail one sentence; empty for {@code EXITED}
     */
    record Exited(InstanceKey key, long generation, int attempt, int exitCode, boolean again, Reason why, String detail)
            implements Observation {
        public Exited {
            Objects.requireNonNull(why);
            Objects.requireNonNull(detail);
        }

        /** One that no limit has ended. */
        public Exited(InstanceKey key, long generation, int attempt, int exitCode, boolean again) {
            this(key, generation, attempt, exitCode, again, Reason.EXITED, "");
        }
    }

    /** It will be started again, or has been: what is to be remembered of that. */
    record Retrying(InstanceKey key, long generation, Tries tries) implements Observation {
        public Retrying {
            Objects.requireNonNull(tries);
        }
    }

    /** It is given up on: launch failed, exposed, deadline passed. */
    record GivenUp(InstanceKey key, long generation, Reason reason, String detail) implements Observation {
        public GivenUp {
            Objects.requireNonNull(reason);
            Objects.requireNonNull(detail);
        }
    }

    /** No process of it is left, as wished. */
    record Gone(InstanceKey key, long generation) implements Observation {}
}
