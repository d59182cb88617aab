package org.mcpcoordinator.routing;

import java.time.Instant;
import java.util.Objects;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Reason;

/**
 * How a server on demand is while no copy of it is routed.
 *
 * @param definitionHash names what it offers
 * @param state of the copy that is nearest to being routed: on its way, asleep, or failed
 * @param reason why it is in that state
 * @param detail one sentence; may be empty
 * @param since when it entered the state
 */
public record Nap(String definitionHash, InstanceState state, Reason reason, String detail, Instant since) {
    public Nap {
        Objects.requireNonNull(definitionHash);
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(detail);
        Objects.requireNonNull(since);
    }

    /** True if its start has failed at that moment or later. */
    public boolean failedSince(Instant moment) {
        return state == InstanceState.FAILED && !since.isBefore(moment);
    }

    /** True if somebody has woken it; only who sleeps or has failed is to be woken. */
    public boolean onItsWay() {
        return state != InstanceState.SLEEPING && state != InstanceState.FAILED;
    }

    /** State and reason for people. */
    public String why() {
        String reasons = state + ", " + reason;
        return detail.isEmpty() ? reasons : reasons + ", " + detail;
    }
}
