package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.door.Passage;

/**
 * One connection that carries lines both ways. Sends from any thread, never blocks: what the peer does not take waits,
 * and a peer that lets more than {@value #OUTBOX_BYTES} bytes pile up is cut off.
 */
final class LineConnection implements Passage.Ear {
    /** The longest line taken; a full set of 1,000 orders has about 1 MB. */
    static final int LINE_BYTES = 16 << 20;

    static final int OUTBOX_BYTES = 16 << 20;

    private final Passage passage;
    private final Wire wire;
    private final ByteBuffer input = ByteBuffer.allocate(32 << 10);
    private final Deque<ByteBuffer> outbox = new ArrayDeque<>();
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long outboxBytes;
    private boolean closed;
    private Wire.@Nullable Listener listener;

    LineConnection(Passage passage, Wire wire) {
        this.passage = passage;
        this.wire = wire;
    }

    void listener(Wire.Listener newListener) {
        listener = newListener;
    }

    void send(JsonNode node) {
        send(Json.line(node));
    }

    private synchronized void send(byte[] bytes) {
        if (closed) {
            return;
        }
        outboxBytes += bytes.length;
        if (outboxBytes > OUTBOX_BYTES) {
            Report.note("a connection that does not read is cut off", null);
            close();
            return;
        }
        boolean idle = outbox.isEmpty();
        outbox.add(ByteBuffer.wrap(bytes));
        if (idle && !flush()) {
            passage.wantWrite(true);
        }
    }

    /** Ends it; the listener hears of it on the wire's thread. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            passage.close();
        } catch (IOException failure) {
            Report.note("closing a connection", failure);
        }
        Wire.Listener told = listener;
        if (told != null) {
            wire.later(told::closed);
        }
    }

    @Override
    public void readable() {
        try {
            if (!read()) {
                close();
            }
        } catch (IOException gone) {
            Report.note("a connection broke", gone);
            close();
        }
    }

    /** With the lock held until it is said: what is sent meanwhile would wait for a word that was taken back. */
    @Override
    public synchronized void writable() {
        if (flush()) {
            passage.wantWrite(false);
        }
    }

    /** True if nothing is left to write. */
    private boolean flush() {
        try {
            for (ByteBuffer next = outbox.peek(); next != null; next = outbox.peek()) {
                outboxBytes -= passage.write(next);
                if (next.hasRemaining()) {
                    return false;
                }
                outbox.remove();
            }
        } catch (IOException gone) {
            Report.note("a connection broke", gone);
            close();
        }
        return true;
    }

    /** False at the end of the stream. */
    private boolean read() throws IOException {
        int count = passage.read(input);
        input.flip();
        while (input.hasRemaining()) {
            byte next = input.get();
            if (next == '\n') {
                byte[] whole = line.toByteArray();
                line = new ByteArrayOutputStream();
                if (listener != null && whole.length > 0) {
                    listener.line(whole);
                }
            } else {
                line.write(next);
            }
        }
        input.clear();
        if (line.size() > LINE_BYTES) {
            throw new IOException("a line is longer than " + LINE_BYTES + " bytes");
        }
        return count >= 0;
    }
}
