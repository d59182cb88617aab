package org.mcpcoordinator.host.door;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/** Hands bytes on between a caller and a server, in both directions, on the door's thread. */
final class Relay {
    private final SslConnection caller;
    private final StreamConnection server;
    private final Flow there;
    private final Flow back;
    private long movedAt = System.nanoTime();

    Relay(SslConnection caller, StreamConnection server, ByteBufferPool buffers) {
        this.caller = caller;
        this.server = server;
        this.there = new Flow(caller.getSourceChannel(), server.getSinkChannel(), buffers, this);
        this.back = new Flow(server.getSourceChannel(), caller.getSinkChannel(), buffers, this);
    }

    /** @param first what the caller has said already */
    void begin(PooledByteBuffer first) {
        server.getCloseSetter().set(closed -> close());
        there.begin(first);
        back.begin(null);
    }

    void moved() {
        movedAt = System.nanoTime();
    }

    boolean isIdle(long nanos) {
        return System.nanoTime() - movedAt > nanos;
    }

    void closeIfOver() {
        if (there.isOver() && back.isOver()) {
            close();
        }
    }

    void close() {
        there.end();
        back.end();
        IoUtils.safeClose(server);
        IoUtils.safeClose(caller);
    }
}
