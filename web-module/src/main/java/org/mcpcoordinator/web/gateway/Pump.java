package org.mcpcoordinator.web.gateway;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.util.Transfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListeners;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Moves one body from a source to a sink. Most bodies are small and all there at once: those go in one write, without a
 * turn through the selector; the others are left to Undertow's transfer. On one I/O thread.
 */
final class Pump {
    private final StreamSourceChannel in;
    private final StreamSinkChannel out;
    private final ByteBufferPool pool;
    private final Ends ends;
    private boolean whole;

    Pump(StreamSourceChannel in, StreamSinkChannel out, ByteBufferPool pool, Ends ends) {
        this.in = in;
        this.out = out;
        this.pool = pool;
        this.ends = ends;
    }

    /** Sends what has been written. False if it cannot be, which is told. */
    static boolean isFlushed(StreamSinkChannel out, Ends ends) {
        try {
            out.flush();
            return true;
        } catch (IOException gone) {
            ends.sinkBroken(gone);
            return false;
        }
    }

    /** Begins; what comes of it is told to {@link Ends}. */
    void move() {
        PooledByteBuffer pooled = pool.allocate();
        ByteBuffer buffer = pooled.getBuffer();
        try {
            int count = in.read(buffer);
            while (count > 0 && buffer.hasRemaining()) {
                count = in.read(buffer);
            }
            whole = count < 0;
        } catch (IOException broken) {
            pooled.close();
            ends.sourceBroken(broken);
            return;
        }
        buffer.flip();
        write(pooled);
    }

    private void write(PooledByteBuffer pooled) {
        ByteBuffer buffer = pooled.getBuffer();
        try {
            while (buffer.hasRemaining()) {
                int count = whole ? out.writeFinal(buffer) : out.write(buffer);
                if (count == 0) {
                    out.getWriteSetter().set(channel -> write(pooled));
                    out.resumeWrites();
                    return;
                }
            }
        } catch (IOException broken) {
            pooled.close();
            ends.sinkBroken(broken);
            return;
        }
        pooled.close();
        if (whole) {
            finish(out);
        } else {
            out.suspendWrites();
            Transfer.initiateTransfer(
                    in,
                    out,
                    ChannelListeners.closingChannelListener(),
                    this::finish,
                    (channel, cause) -> ends.sourceBroken(cause),
                    (channel, cause) -> ends.sinkBroken(cause),
                    pool);
        }
    }

    /** All has been written: says so to the reader. */
    private void finish(StreamSinkChannel sink) {
        try {
            sink.shutdownWrites();
            if (sink.flush()) {
                sink.suspendWrites();
                sink.getWriteSetter().set(null);
            } else {
                sink.getWriteSetter()
                        .set(ChannelListeners.flushingChannelListener(
                                done -> {
                                    done.suspendWrites();
                                    done.getWriteSetter().set(null);
                                },
                                (channel, cause) -> ends.sinkBroken(cause)));
                sink.resumeWrites();
            }
        } catch (IOException broken) {
            ends.sinkBroken(broken);
        }
    }

    /** What a body's way may end in before its end. */
    interface Ends {
        /** It could not be read to its end. */
        void sourceBroken(IOException cause);

        /** It could not be written to its end. */
        void sinkBroken(IOException cause);
    }
}
