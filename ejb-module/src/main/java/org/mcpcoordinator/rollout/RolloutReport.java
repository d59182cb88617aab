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
 * @param failures servers it failed of, as they were then, at most 50; if it has not failed, those that are FAILED now
 * @param events what happened to it, oldest first, the newest 500
 * @param deeds what people asked of it and why, oldest first
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
        List<RolloutEvent> events,
        List<Deed> deeds) {
    public RolloutReport {
        Objects.requireNonNull(rollout);
        Objects.requireNonNull(plan);
        Objects.requireNonNull(intent);
        Objects.requireNonNull(after);
        counts = Map.copyOf(counts);
        phases = List.copyOf(phases);
        failures = List.copyOf(failures);
        events = List.copyOf(events);
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

    /**
     * A server that is FAILED, or was.
     *
     * @param exitCode of its process; absent if it is not known
     * @param lines what it wrote last, as far as that was kept, at most 20
     */
    public record Failure(
            String server,
            int replica,
            String reason,
            String detail,
            Instant since,
            @Nullable Integer exitCode,
            List<String> lines) {
        public Failure {
            lines = List.copyOf(lines);
        }

        /** The name alone for the first copy, else name and replica. */
        public String label() {
            return replica == 0 ? server : server + "#" + replica;
        }
    }

    /**
     * Something a person asked of the rollout.
     *
     * @param outcome {@code ok} or the code of the refusal
     * @param detail what was asked for, and why if that was said; may be empty
     */
    public record Deed(Instant at, String who, String means, String action, String outcome, String detail) {}
}
