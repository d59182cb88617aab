package org.mcpcoordinator.balance;

import java.time.Instant;
import java.util.Objects;

/**
 * How one copy is called by the gateway of this node.
 *
 * @param replica the copy
 * @param state how
 * @param since when that began
 * @param until when it is over; the same as {@code since} if that is not known
 * @param why one sentence; empty if all is well
 * @param underWay calls under way there
 * @param millis how long an answer takes to begin, about; 0 if there was none of late
 */
public record CopyView(
        int replica, State state, Instant since, Instant until, String why, int underWay, double millis) {
    /** How a copy is called. */
    public enum State {
        /** It gets its share. */
        CALLED,
        /** It has come and gets more and more. */
        WARMING,
        /** It failed and gets none, while there are others. */
        EJECTED,
        /** Its server does not answer, and none of its copies gets any. */
        PAUSED
    }

    /** To be said behind something else; empty if it gets its share. */
    public String sentence() {
        return switch (state) {
            case CALLED -> "";
            case WARMING -> ", came " + since + " and gets its full share of calls from " + until + " on";
            case EJECTED -> ", gets no calls from " + since + " to " + until + ": " + why;
            case PAUSED -> ", gets no calls since " + since + ", next try at " + until + ": " + why;
        };
    }

    public CopyView {
        Objects.requireNonNull(state);
        Objects.requireNonNull(since);
        Objects.requireNonNull(until);
        Objects.requireNonNull(why);
    }
}
