package org.mcpcoordinator.health;

import java.time.Instant;
import java.util.Objects;
import org.mcpcoordinator.fleet.Reason;

/**
 * One question to one server, and what came of it.
 *
 * @param at when it was asked
 * @param ok true if the server answered in MCP and in time
 * @param millis until the answer, or until nobody waited any longer
 * @param reason ANSWERS, or what went wrong: SLOW, CUT, REFUSED, WRONG_ANSWER
 * @param detail one sentence for people; empty if all is well
 */
public record Probe(Instant at, boolean ok, int millis, Reason reason, String detail) {
    public Probe {
        Objects.requireNonNull(at);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(detail);
    }
}
