package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened to a rollout.
 *
 * @param at when
 * @param kind what it is about
 * @param phase index of the phase under way then
 * @param batch number of the batch of that phase under way then
 * @param name the state entered, the check that judged, or what was passed
 * @param verdict of a GATE; empty for the others
 * @param value what was measured; NaN for none
 * @param limit what it was held against; NaN for none
 * @param detail one sentence for people; may be empty
 */
public record RolloutEvent(
        Instant at,
        Kind kind,
        int phase,
        int batch,
        String name,
        String verdict,
        double value,
        double limit,
        String detail) {
    public RolloutEvent {
        Objects.requireNonNull(at);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(name);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(detail);
    }

    /** What it is about, in a few words. */
    public String what() {
        return switch (kind) {
            case STATE -> name;
            case BATCH -> "batch " + (batch + 1) + " " + name;
            case PHASE -> "phase " + name;
            case GATE -> name + ": " + verdict;
        };
    }

    /** What an event is about. */
    public enum Kind {
        STATE,
        BATCH,
        PHASE,
        GATE
    }
}
