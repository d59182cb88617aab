package org.mcpcoordinator.balance;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that callers notice of a server's copies.
 *
 * @param replica the copy; -1 if it is about all of them
 * @param why one sentence; empty if there is nothing to add
 */
public record BalanceEvent(Instant at, Kind kind, String server, int replica, String why) {
    /** All copies. */
    public static final int ALL = -1;

    /** What has happened. */
    public enum Kind {
        /** A copy failed and gets no calls for a while. */
        EJECTED,
        /** It has answered again. */
        BACK,
        /** The server takes calls and does not answer: none is sent for a while. */
        PAUSED,
        /** It answers again. */
        ANSWERS,
        /** A copy is drained: it gets no new calls. */
        DRAINED
    }

    public BalanceEvent {
        Objects.requireNonNull(at);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(server);
        Objects.requireNonNull(why);
    }
}
