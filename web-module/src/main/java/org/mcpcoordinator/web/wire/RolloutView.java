package org.mcpcoordinator.web.wire;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.rollout.Eta;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.RolloutState;
import org.mcpcoordinator.rollout.Terms;

/**
 * A rollout as it goes out.
 *
 * @param id unique in the installation
 * @param fleet the fleet
 * @param revision id of the revision aimed at
 * @param state where it stands
 * @param reason stable code of why; empty if there is nothing to explain
 * @param detail one sentence for people; may be empty
 * @param profile {@code careful} or {@code quick}
 * @param terms what was agreed on
 * @param phase index of the phase under way, from 0 on
 * @param phases all phases in order, the canary first
 * @param planned instances it wants HEALTHY in the end
 * @param failed instances of it that are FAILED
 * @param rollbackRevision id of the revision it goes or went back to; absent if it does not
 * @param startedBy who asked for it
 * @param startedAt when
 * @param endedAt when it ended; absent while open
 * @param unacknowledged true if it has failed and nobody has acknowledged that
 * @param acknowledged who has, and when; absent if nobody has
 * @param etaSeconds seconds left at the mean pace so far, bakes that are still to come among them; absent when nothing can be
 *     said
 */
public record RolloutView(
        long id,
        String fleet,
        long revision,
        RolloutState state,
        String reason,
        String detail,
        String profile,
        Terms terms,
        int phase,
        List<PhaseView> phases,
        int planned,
        int failed,
        @Nullable Long rollbackRevision,
        String startedBy,
        Instant startedAt,
        @Nullable Instant endedAt,
        boolean unacknowledged,
        Rollout.@Nullable Acknowledged acknowledged,
        @Nullable Long etaSeconds) {
    public RolloutView {
        phases = List.copyOf(phases);
    }

    /** The rollout as it is seen at {@code now}. */
    public static RolloutView of(Rollout rollout, Instant now) {
        return new RolloutView(
                rollout.id(),
                rollout.fleet(),
                rollout.revision(),
                rollout.state(),
                rollout.reason(),
                rollout.detail(),
                rollout.profile(),
                rollout.terms(),
                rollout.phase(),
                rollout.phases().stream().map(PhaseView::of).toList(),
                rollout.planned(),
                rollout.failed(),
                rollout.rollbackRevision() == 0 ? null : rollout.rollbackRevision(),
                rollout.startedBy(),
                rollout.startedAt(),
                rollout.endedAt(),
                rollout.unacknowledged(),
                rollout.acknowledged(),
                eta(rollout, now));
    }

    private static @Nullable Long eta(Rollout rollout, Instant now) {
        OptionalLong seconds = Eta.seconds(rollout, now);
        return seconds.isPresent() ? Long.valueOf(seconds.getAsLong()) : null;
    }

    /**
     * A phase of a rollout.
     *
     * @param name its name, for example {@code canary} or {@code phase-1}
     * @param target cumulative number of instances
     * @param wished instances of it whose wish has been written
     * @param healthy instances of it that are HEALTHY
     * @param batches those of its batches whose wishes are written, while the rollout is open
     * @param gates verdicts of its gate, newest evaluation only
     */
    public record PhaseView(
            String name, int target, int wished, int healthy, List<Rollout.Batch> batches, List<GateView> gates) {
        public PhaseView {
            batches = List.copyOf(batches);
            gates = List.copyOf(gates);
        }

        static PhaseView of(Rollout.Phase phase) {
            return new PhaseView(
                    phase.name(),
                    phase.target(),
                    phase.wished(),
                    phase.healthy(),
                    phase.batches(),
                    phase.gates().stream().map(GateView::of).toList());
        }
    }

    /**
     * A check of a gate.
     *
     * @param name for example {@code healthy-ratio}
     * @param verdict PASS, FAIL, INCONCLUSIVE or ERROR
     * @param value what was measured; absent if nothing was
     * @param limit what it was held against
     * @param evidence one sentence for people
     * @param at when
     */
    public record GateView(
            String name, String verdict, @Nullable Double value, double limit, String evidence, Instant at) {
        static GateView of(Rollout.Gate gate) {
            return new GateView(
                    gate.name(),
                    gate.verdict(),
                    EventView.number(gate.value()),
                    gate.limit(),
                    gate.evidence(),
                    gate.at());
        }
    }
}
