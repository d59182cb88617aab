package org.mcpcoordinator.host.bridge;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Events one client has not read yet, bounded. Guarded by itself. */
final class Backlog {
    /** What a client that does not read may have waiting for it, in bytes; then it is cut off. */
    static final int MOST_BYTES = 16 << 20;

    private final Deque<Part> parts = new ArrayDeque<>();
    private long bytes;

    /** An event on its way to this client. */
    static final class Part {
        private final ByteBuffer rest;
        private final Event event;

        private Part(Event event) {
            this.rest = event.view();
            this.event = event;
        }

        /** What is not written yet. */
        ByteBuffer rest() {
            return rest;
        }
    }

    /** False if there is no room for it. */
    synchronized boolean add(Event event) {
        if (bytes + event.size() > MOST_BYTES || !event.hold(bytes == 0)) {
            return false;
        }
        parts.add(new Part(event));
        bytes += event.size();
        return true;
    }

    synchronized @Nullable Part first() {
        return parts.peek();
    }

    /** It has been written; nothing if all has been dropped meanwhile. */
    synchronized void written(Part part) {
        if (parts.peek() == part) {
            parts.poll();
            bytes -= part.event.size();
            part.event.release();
        }
    }

    /** Nobody will read them. */
    synchronized void drop() {
        parts.forEach(part -> part.event.release());
        parts.clear();
        bytes = 0;
    }
}
