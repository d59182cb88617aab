package org.mcpcoordinator.balance;

import java.time.Duration;

/**
 * Keeps calls from a server that takes them and never answers: after so many in a row without an answer none is sent for a
 * while, then one, and when that is answered, all again. Costs one look while all is well.
 */
final class Breaker {
    private final Rules rules;
    private volatile State state = State.CLOSED;
    private volatile int silent;
    private int openings;
    private long since;
    private long until;

    /** What becomes of a call. */
    enum State {
        /** It is sent. */
        CLOSED,
        /** It is refused. */
        OPEN,
        /** One is under way to see whether the server answers again; others are refused. */
        TRYING
    }

    Breaker(Rules rules) {
        this.rules = rules;
    }

    /** What a call is let pass as. */
    enum Pass {
        FREELY,
        AS_TRIAL,
        NOT
    }

    Pass pass(long now) {
        return state == State.CLOSED ? Pass.FREELY : passSlowly(now);
    }

    private synchronized Pass passSlowly(long now) {
        if (state == State.CLOSED) {
            return Pass.FREELY;
        }
        if (state == State.OPEN && now - until >= 0) {
            state = State.TRYING;
            return Pass.AS_TRIAL;
        }
        return Pass.NOT;
    }

    /** The server has answered, or failed as servers do that are alive. True if that ends a pause. */
    boolean answered() {
        return (silent != 0 || state != State.CLOSED) && close();
    }

    private synchronized boolean close() {
        boolean paused = state != State.CLOSED;
        state = State.CLOSED;
        silent = 0;
        openings = 0;
        return paused;
    }

    /**
     * A call had no answer. True if none is sent from now on.
     *
     * @param spread 0.9 to 1.1
     */
    synchronized boolean silent(boolean trial, double spread, long now) {
        silent++;
        boolean opens = (state == State.CLOSED && silent >= rules.silences()) || (state == State.TRYING && trial);
        if (opens) {
            boolean first = state == State.CLOSED;
            long pause = rules.pause().toNanos() << Math.min(openings, 10);
            until = now + (long) (Math.min(pause, rules.longestPause().toNanos()) * spread);
            openings++;
            since = first ? now : since;
            state = State.OPEN;
        }
        return opens;
    }

    /** The call that was to show whether the server answers has ended without showing it: the next one is to. */
    synchronized void untold(long now) {
        if (state == State.TRYING) {
            state = State.OPEN;
            until = now;
        }
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** How long it has been open. */
    synchronized Duration openFor(long now) {
        return Duration.ofNanos(Math.max(0, now - since));
    }

    /** After how long it is worth asking again. */
    synchronized Duration left(long now) {
        return state == State.TRYING ? Duration.ofSeconds(1) : Condition.left(until, now);
    }
}
