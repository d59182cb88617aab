package org.mcpcoordinator.host.door;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** One direction of a relay: reads no more than the other end takes, and keeps no buffer while nothing moves. */
final class Flow {
    /** Then others have their turn. */
    private static final int MOST_AT_ONCE = 16;

    private final ConduitStreamSourceChannel from;
    private final ConduitStreamSinkChannel to;
    private final ByteBufferPool buffers;
    private final Relay relay;
    private @Nullable PooledByteBuffer held;
    private boolean ended;
    private boolean over;

    Flow(ConduitStreamSourceChannel from, ConduitStreamSinkChannel to, ByteBufferPool buffers, Relay relay) {
        this.from = from;
        this.to = to;
        this.buffers = buffers;
        this.relay = relay;
    }

    /** @param first has been read already, and is closed here */
    void begin(@Nullable PooledByteBuffer first) {
        held = first;
        from.setReadListener(ready -> move());
        to.setWriteListener(ready -> move());
        from.wakeupReads();
    }

    boolean isOver() {
        return over;
    }

    /** Whatever is still held goes nowhere. */
    void end() {
        over = true;
        if (held != null) {
            held.close();
            held = null;
        }
    }

    private void move() {
        try {
            for (int times = 0; times < MOST_AT_ONCE; times++) {
                if (over || !moved()) {
                    return;
                }
            }
            from.wakeupReads();
        } catch (IOException broken) {
            relay.close();
        }
    }

    /** True if there may be more to move at once. */
    private boolean moved() throws IOException {
        if (held != null && !written(held)) {
            from.suspendReads();
            to.resumeWrites();
            return false;
        }
        if (!ended && read()) {
            relay.moved();
            return true;
        }
        if (!to.flush()) {
            to.resumeWrites();
            return false;
        }
        to.suspendWrites();
        if (ended) {
            over = true;
            relay.closeIfOver();
        } else {
            from.resumeReads();
        }
        return false;
    }

    private boolean written(PooledByteBuffer buffer) throws IOException {
        to.write(buffer.getBuffer());
        if (buffer.getBuffer().hasRemaining()) {
            return false;
        }
        buffer.close();
        held = null;
        return true;
    }

    /** False if nothing is there now, or nothing will ever be. */
    private boolean read() throws IOException {
        PooledByteBuffer buffer = buffers.allocate();
        int count = -1;
        try {
            count = from.read(buffer.getBuffer());
        } finally {
            if (count <= 0) {
                buffer.close();
            }
        }
        if (count > 0) {
            buffer.getBuffer().flip();
            held = buffer;
        } else if (count < 0) {
            ended = true;
            from.suspendReads();
            to.shutdownWrites();
        }
        return count > 0;
    }
}
