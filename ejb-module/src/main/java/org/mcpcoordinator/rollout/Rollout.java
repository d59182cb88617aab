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
 * @param profile {@code careful} or {@code quick}
 * @param phase index of the phase under way, from 0 on
 * @param phases all phases in order
 * @param planned instances it wants HEALTHY in the end
 * @param failed instances of it that are FAILED
 * @param executionId batch execution under way; 0 before the first
 * @param epoch fencing epoch of its owner
 * @param startedBy who asked for it
 * @param startedAt when
 * @param endedAt when it ended, null while open
 */
public record Rollout(
        long id,
        String fleet,
        long revision,
        RolloutState state,
        String reason,
        String detail,
        String profile,
        int phase,
        List<Phase> phases,
        int planned,
        int failed,
        long executionId,
        long epoch,
        String startedBy,
        Instant startedAt,
        @Nullable Instant endedAt) {
    public Rollout {
        Objects.requireNonNull(fleet);
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(detail);
        Objects.requireNonNull(profile);
        phases = List.copyOf(phases);
        Objects.requireNonNull(startedBy);
        Objects.requireNonNull(startedAt);
    }

    /**
     * One phase.
     *
     * @param target cumulative number of instances, the canary first
     * @param wished instances of it whose wish has been written
     * @param healthy instances of it that are HEALTHY
     * @param gates verdicts of its gate, newest evaluation only
     */
    public record Phase(String name, int target, int wished, int healthy, List<Gate> gates) {
        public Phase {
            gates = List.copyOf(gates);
        }
    }

    /**
     * One check of a gate.
     *
     * @param name for example {@code healthy-ratio}
     * @param verdict PASS, FAIL, INCONCLUSIVE or ERROR
     * @param value what was measured
     * @param limit what it was held against
     * @param at when
     */
    public record Gate(String name, String verdict, double value, double limit, Instant at) {}
}
