package org.mcpcoordinator.web.live;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What still has to go to one connection: one message on its way, a few waiting, never a thread that waits. A reader
 * that falls further behind is closed; it begins anew with a hello, which costs less than what it missed.
 */
final class Outbox {
    /** Messages that may wait: 8 s of the feed at its fastest. */
    static final int MOST_WAITING = 32;

    private final Wire wire;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean closed;

    Outbox(Wire wire) {
        this.wire = wire;
    }

    /** The connection. */
    interface Wire {
        /** Sends without waiting, and says later whether that worked. */
        void send(String text, Consumer<Boolean> done);

        /** Ends the connection because its reader is too slow. */
        void closeSlow();
    }

    /** Sends the message as soon as the ones before it are gone; false if the connection is given up. */
    boolean offer(String text) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (waiting.size() < MOST_WAITING) {
                waiting.add(text);
            } else {
                closed = true;
                waiting.clear();
            }
        }
        if (isClosed()) {
            wire.closeSlow();
            return false;
        }
        next();
        return true;
    }

    /** Sends nothing more. */
    synchronized void close() {
        closed = true;
        waiting.clear();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private void next() {
        @Nullable String text;
        synchronized (this) {
            if (sending || closed) {
                return;
            }
            text = waiting.poll();
            sending = text != null;
        }
        if (text != null) {
            wire.send(text, this::sent);
        }
    }

    private void sent(boolean well) {
        synchronized (this) {
            sending = false;
            if (!well) {
                closed = true;
                waiting.clear();
            }
        }
        next();
    }
}
