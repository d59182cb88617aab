package org.mcpcoordinator.web.wire;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.rollout.RolloutEvent;

/**
 * Something that happened to a rollout, as it goes out.
 *
 * @param at when
 * @param kind STATE, BATCH, PHASE or GATE
 * @param phase index of the phase under way then
 * @param batch number of the batch of that phase under way then
 * @param name the state entered, the check that judged, or what was passed
 * @param verdict PASS, FAIL, INCONCLUSIVE or ERROR; absent for all but gates
 * @param value what was measured; absent if nothing was
 * @param limit what it was held against; absent for all but gates
 * @param detail one sentence for people; may be empty
 */
public record EventView(
        Instant at,
        String kind,
        int phase,
        int batch,
        String name,
        @Nullable String verdict,
        @Nullable Double value,
        @Nullable Double limit,
        String detail) {
    /** The event as it goes out. */
    public static EventView of(RolloutEvent event) {
        return new EventView(
                event.at(),
                event.kind().name(),
                event.phase(),
                event.batch(),
                event.name(),
                event.verdict().isEmpty() ? null : event.verdict(),
                number(event.value()),
                number(event.limit()),
                event.detail());
    }

    /** JSON has no word for what is not a number. */
    static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
