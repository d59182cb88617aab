package org.mcpcoordinator.access;

import java.time.Instant;
import java.util.Objects;

/**
 * One line of the audit trail. Control characters in it are encoded.
 *
 * @param id rises with time
 * @param at when
 * @param who the caller's name
 * @param means how the caller proved itself
 * @param action verb of the trade, for example {@code rollout.start}
 * @param target what it was done to
 * @param outcome {@code ok} or the code of the problem
 * @param detail one sentence; may be empty
 */
public record AuditEntry(
        long id, Instant at, String who, String means, String action, String target, String outcome, String detail) {
    public AuditEntry {
        Objects.requireNonNull(at);
        Objects.requireNonNull(who);
        Objects.requireNonNull(means);
        Objects.requireNonNull(action);
        Objects.requireNonNull(target);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(detail);
    }
}
