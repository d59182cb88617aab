package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How carefully a rollout goes: the same code with other numbers.
 *
 * @param name as people write it
 * @param batchBake how long the canary and each batch of up to 100 must hold; zero means batches follow each other
 *     without waiting
 * @param phaseBake how long each phase must hold
 * @param minHealthy how long a server must have been healthy before it counts
 * @param progressDeadline how long a rollout may go without one more healthy server; longer if a definition's own
 *     healthy deadline is
 * @param parallel how many servers may be starting at the same time
 */
record Profile(
        String name,
        Duration batchBake,
        Duration phaseBake,
        Duration minHealthy,
        Duration progressDeadline,
        int parallel) {
    static final Profile CAREFUL = new Profile(
            "careful",
            Duration.ofSeconds(30),
            Duration.ofSeconds(120),
            Duration.ofSeconds(10),
            Duration.ofSeconds(300),
            16);

    static final Profile QUICK = new Profile(
            "quick", Duration.ZERO, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(300), 64);

    private static final Map<String, Profile> BY_NAME = Map.of(CAREFUL.name, CAREFUL, QUICK.name, QUICK);

    Profile {
        Objects.requireNonNull(name);
        if (parallel < 1 || minHealthy.compareTo(progressDeadline) >= 0) {
            throw new IllegalArgumentException("profile " + name + " does not fit together");
        }
    }

    static Optional<Profile> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The canary is closed like a batch, everything after it like a phase. */
    Duration bake(int phase) {
        return phase == 0 ? batchBake : phaseBake;
    }
}
