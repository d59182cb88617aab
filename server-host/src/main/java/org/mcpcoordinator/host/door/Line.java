package org.mcpcoordinator.host.door;

import io.undertow.connector.PooledByteBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.ssl.SslConnection;

/** A caller that talks to the agent itself. */
final class Line implements Passage {
    private final SslConnection caller;
    private @Nullable PooledByteBuffer first;
    private Passage.@Nullable Ear ear;
    private boolean writing;
    private boolean closed;
    private long saidAt = System.nanoTime();

    /** @param first what it has said already */
    Line(SslConnection caller, PooledByteBuffer first) {
        this.caller = caller;
        this.first = first;
    }

    void begin(Passage.Ear listening) {
        ear = listening;
        caller.getSourceChannel().setReadListener(ready -> listening.readable());
        caller.getSinkChannel().setWriteListener(ready -> write(listening));
        caller.getSourceChannel().wakeupReads();
    }

    /** The connection is gone, whoever ended it. */
    void gone() {
        closed = true;
        if (ear != null) {
            ear.readable();
        }
        if (first != null) {
            first.close();
            first = null;
        }
    }

    boolean isIdle(long nanos) {
        return System.nanoTime() - saidAt > nanos;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        if (closed) {
            return -1;
        }
        saidAt = System.nanoTime();
        if (first == null) {
            return caller.getSourceChannel().read(to);
        }
        int before = to.position();
        ByteBuffer said = first.getBuffer();
        while (said.hasRemaining() && to.hasRemaining()) {
            to.put(said.get());
        }
        if (!said.hasRemaining()) {
            first.close();
            first = null;
        }
        // What has come since makes no sound.
        caller.getSourceChannel().wakeupReads();
        return to.position() - before;
    }

    /** Nothing is taken but when it is writable: who sends may be another thread, and this connection knows only its own. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        return writing ? caller.getSinkChannel().write(from) : 0;
    }

    @Override
    public void wantWrite(boolean wanted) {
        caller.getIoThread().execute(() -> {
            ConduitStreamSinkChannel sink = caller.getSinkChannel();
            try {
                if (wanted || !sink.flush()) {
                    sink.resumeWrites();
                } else {
                    sink.suspendWrites();
                }
            } catch (IOException gone) {
                IoUtils.safeClose(caller);
            }
        });
    }

    @Override
    public void close() {
        caller.getIoThread().execute(() -> IoUtils.safeClose(caller));
    }

    private void write(Passage.Ear listening) {
        writing = true;
        try {
            listening.writable();
        } finally {
            writing = false;
        }
    }
}
