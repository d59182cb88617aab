package org.mcpcoordinator.web.gateway.socket;

import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.xnio.IoUtils;

/** What still has to go to one client: one message on its way, others behind it, in bounds. On its I/O thread. */
final class Outbox {
    /** Of a client that does not read; then it is cut off. */
    static final int MOST = 1_000;

    /** The same in bytes; one message may be 16 MiB. */
    static final long MOST_BYTES = 32L << 20;

    private static final long LONGEST_MILLIS = 30_000;

    private final WebSocketChannel channel;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean sending;

    Outbox(WebSocketChannel channel) {
        this.channel = channel;
    }

    /** Sends it when those before it are gone. */
    void send(byte[] message) {
        if (!channel.isOpen()) {
            return;
        }
        waiting.add(message);
        bytes += message.length;
        if (waiting.size() > MOST || bytes > MOST_BYTES) {
            waiting.clear();
            IoUtils.safeClose(channel);
        } else if (!sending) {
            next();
        }
    }

    private void next() {
        byte[] message = waiting.peek();
        sending = message != null;
        if (message != null) {
            WebSockets.sendText(ByteBuffer.wrap(message), channel, new Sent(), LONGEST_MILLIS);
        }
    }

    private final class Sent implements WebSocketCallback<Void> {
        @Override
        public void complete(WebSocketChannel same, Void nothing) {
            // Never at once: a thousand messages would be a thousand calls deep.
            channel.getIoThread().execute(() -> {
                byte[] gone = waiting.poll();
                bytes -= gone == null ? 0 : gone.length;
                next();
            });
        }

        @Override
        public void onError(WebSocketChannel same, Void nothing, Throwable broken) {
            IoUtils.safeClose(channel);
        }
    }
}
