package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The receipt of a rollout, for a change ticket.
 *
 * @param rollout as it stands
 * @param seconds from its start to its end, or until now
 * @param plan id of the plan it followed; empty if there was none
 * @param intent why, in the words of whoever asked
 * @param before the revision the fleet had; absent if it had none
 * @param after the revision aimed at
 * @param counts what the plan said it would do: instances by kind
 * @param phases how long each took
 * @param failures servers of it that are FAILED now, at most 50
 * @param deeds what people asked of it, oldest first
 */
public record RolloutReport(
        Rollout rollout,
        long seconds,
        String plan,
        String intent,
        @Nullable Mark before,
        Mark after,
        Map<String, Integer> counts,
        List<PhaseTime> phases,
        List<Failure> failures,
        List<Deed> deeds) {
    public RolloutReport {
        Objects.requireNonNull(rollout);
        Objects.requireNonNull(plan);
        Objects.requireNonNull(intent);
        Objects.requireNonNull(after);
        counts = Map.copyOf(counts);
        phases = List.copyOf(phases);
        failures = List.copyOf(failures);
        deeds = List.copyOf(deeds);
    }

    /**
     * A revision, by what cannot be forged.
     *
     * @param number counts the fleet's revisions from 1 on
     * @param hash SHA-256 of its content, in hex; empty if the revision is gone
     */
    public record Mark(long revision, int number, String hash, String author, String reason) {}

    /**
     * A phase and its time.
     *
     * @param seconds from the end of the one before to the last verdict of its own gate; absent while it has none
     */
    public record PhaseTime(
            String name, int target, int healthy, @Nullable Long seconds) {}

    /** A server that is FAILED. */
    public record Failure(String server, int replica, String reason, String detail, Instant since) {}

    /**
     * Something a person asked of the rollout.
     *
     * @param outcome {@code ok} or the code of the refusal
     */
    public record Deed(Instant at, String who, String means, String action, String outcome) {}
}
