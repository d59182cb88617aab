package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * What is kept of a copy of a server that has failed or gone.
 *
 * @param kind why it is kept
 * @param rollout the rollout that failed, or that wished it away; 0 if none is known
 * @param side of the two places a copy has on its host, the one it had
 * @param generation of its definition
 * @param revision that its definition stood in
 * @param state as it was at that moment
 * @param reason stable code of why it was in that state
 * @param detail one sentence for people; may be empty
 * @param pid its process; 0 if unknown
 * @param attempt how often that generation had been started
 * @param at when it was kept
 * @param exitCode of its process; null if it is not known
 * @param lines what it wrote last, the oldest first, at most 20
 */
public record Remnant(
        long id,
        Kind kind,
        long rollout,
        InstanceKey key,
        String fleet,
        String host,
        int side,
        int port,
        long generation,
        long revision,
        String state,
        String reason,
        String detail,
        Instant since,
        long pid,
        int attempt,
        Instant at,
        @Nullable Integer exitCode,
        List<String> lines) {
    public Remnant {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(key);
        lines = List.copyOf(lines);
    }

    /** Why something is kept. */
    public enum Kind {
        /** Its rollout failed, and it was among those that had. */
        FAILED,
        /** It was wished away. */
        REMOVED
    }

    /** The name alone for the first copy, else name and replica. */
    public String label() {
        return key.replica() == 0 ? key.server() : key.toString();
    }
}
