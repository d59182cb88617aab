package org.mcpcoordinator.web.gateway.sse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.web.gateway.era.Reply;

/**
 * Who hears what a server says by itself. HTTP+SSE does not say to which call something belongs: where one is under way it is
 * that one's, and what is of no call goes to the client's own stream, or waits a moment for it. On one thread.
 */
final class Audience {
    private static final int ALIVE_SECONDS = 25;
    private static final int MOST_KEPT = 32;

    /** Times all sessions there may be, this is still little. */
    private static final int MOST_KEPT_BYTES = 32 << 10;

    private final Waiting waiting;
    private final Deque<byte[]> kept = new ArrayDeque<>();
    private int keptBytes;
    private @Nullable Reply listener;

    Audience(Waiting waiting) {
        this.waiting = waiting;
    }

    boolean hasListener() {
        return listener != null;
    }

    /** The client's own stream. */
    void listen(Reply reply) {
        listener = reply;
        reply.open(ALIVE_SECONDS);
        kept.forEach(reply::event);
        kept.clear();
        keptBytes = 0;
    }

    void leave(Reply reply) {
        if (reply.equals(listener)) {
            listener = null;
        }
    }

    void end() {
        if (listener != null) {
            listener.end();
        }
        kept.clear();
    }

    /** Whoever is asked. */
    Optional<Reply> asked() {
        return waiting.only()
                .map(Waiting.Asked::reply)
                .or(() -> Optional.ofNullable(listener))
                .or(() -> waiting.first().map(Waiting.Asked::reply));
    }

    void told(Frame.Notification notification, byte[] line) {
        switch (notification.method()) {
            // Nobody wants that of a call that is over.
            case "notifications/progress" ->
                waiting.ofProgress(notification)
                        .ifPresent(asked -> asked.reply().event(line));
            case "notifications/message", "notifications/cancelled" -> tell(asked(), line);
            default -> tell(Optional.ofNullable(listener), line);
        }
    }

    private void tell(Optional<Reply> hearer, byte[] line) {
        if (hearer.isPresent()) {
            hearer.get().event(line);
            return;
        }
        kept.addLast(line);
        keptBytes += line.length;
        while (kept.size() > MOST_KEPT || keptBytes > MOST_KEPT_BYTES) {
            keptBytes -= kept.removeFirst().length;
        }
    }
}
