package org.mcpcoordinator.host.bridge;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices that a caller has gone while its answer is still awaited. Undertow reads nothing from a connection between the
 * end of a request and the end of its answer.
 */
final class CallerWatch {
    private CallerWatch() {}

    /** Watches until Undertow listens again; on the I/O thread, with the request read. */
    static void arm(HttpServerExchange exchange, Runnable gone) {
        if (!(exchange.getConnection() instanceof HttpServerConnection connection)
                || connection.getExtraBytes() != null) {
            return;
        }
        StreamSourceConduit socket = connection.getOriginalSourceConduit();
        connection.getChannel().getSourceChannel().setReadListener(channel -> look(connection, socket, gone));
        socket.resumeReads();
    }

    private static void look(HttpServerConnection connection, StreamSourceConduit socket, Runnable gone) {
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        int count;
        try {
            count = socket.read(pooled.getBuffer());
        } catch (IOException reset) {
            count = -1;
        }
        if (count > 0) {
            // The next request, sent ahead of time: kept for Undertow, which asks for it when this answer is over.
            socket.suspendReads();
            pooled.getBuffer().flip();
            connection.ungetRequestBytes(pooled);
            return;
        }
        pooled.close();
        if (count < 0) {
            socket.suspendReads();
            gone.run();
        }
    }
}
