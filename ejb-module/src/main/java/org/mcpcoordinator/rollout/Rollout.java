package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to bring a fleet to a revision. A snapshot, not the row.
 *
 * @param id unique in the installation
 * @param fleet the fleet
 * @param revision id of the revision aimed at
 * @param state where it stands
 * @param reason stable code of why, empty if there is nothing to explain
 * @param detail one sentence for people; may be empty
 * @param terms what was agreed on
 * @param phase index of the phase under way, from 0 on
 * @param phases all phases in order
 * @param planned instances it wants HEALTHY in the end
 * @param failed instances of it that are FAILED
 * @param executionId batch execution under way; 0 before the first
 * @param epoch fencing epoch of its owner
 * @param rollbackRevision id of the revision it goes or went back to; 0 for none
 * @param startedBy who asked for it
 * @param startedAt when
 * @param endedAt when it ended, null while open
 * @param acknowledged who has seen that it failed; null if nobody has
 */
public record Rollout(
        long id,
        String fleet,
        long revision,
        RolloutState state,
        String reason,
        String detail,
        Terms terms,
        int phase,
        List<Phase> phases,
        int planned,
        int failed,
        long executionId,
        long epoch,
        long rollbackRevision,
        String startedBy,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Acknowledged acknowledged) {
    public Rollout {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(detail);
        Objects.requireNonNull(terms);
        phases = List.copyOf(phases);
        Objects.requireNonNull(startedBy);
        Objects.requireNonNull(startedAt);
    }

    /** Id of the revision its servers are to be of: the one it goes or went back to, if it does or did. */
    public long aim() {
        return rollbackRevision == 0 ? revision : rollbackRevision;
    }

    /** True if it has failed, by itself, and nobody has acknowledged that: until then its evidence is kept. */
    public boolean unacknowledged() {
        return acknowledged == null && failedByItself(state, reason);
    }

    /** A rollback that a person asked for is no surprise to anybody. */
    static boolean failedByItself(RolloutState state, String reason) {
        return state == RolloutState.FAILED || (state == RolloutState.ROLLED_BACK && !reason.equals("OPERATOR"));
    }

    /** Somebody has seen that it failed. */
    public record Acknowledged(String by, Instant at) {}

    /** {@code careful} or {@code quick}. */
    public String profile() {
        return terms.profile();
    }

    /**
     * One phase.
     *
     * @param target cumulative number of instances, the canary first
     * @param wished instances of it whose wish has been written
     * @param healthy instances of it that are HEALTHY
     * @param batches those of its batches whose wishes are written, while the rollout is open
     * @param gates verdicts of its gate, newest evaluation only
     */
    public record Phase(String name, int target, int wished, int healthy, List<Batch> batches, List<Gate> gates) {
        public Phase {
            batches = List.copyOf(batches);
            gates = List.copyOf(gates);
        }
    }

    /**
     * One batch.
     *
     * @param number counts the phase's batches from 0 on
     * @param size its instances
     * @param healthy those of them that are HEALTHY
     * @param failed those of them that are FAILED
     */
    public record Batch(int number, int size, int healthy, int failed) {}

    /**
     * One check of a gate.
     *
     * @param name for example {@code healthy-ratio}
     * @param verdict PASS, FAIL, INCONCLUSIVE or ERROR
     * @param value what was measured; NaN if nothing was
     * @param limit what it was held against
     * @param evidence one sentence for people
     * @param at when
     */
    public record Gate(String name, String verdict, double value, double limit, String evidence, Instant at) {}
}
