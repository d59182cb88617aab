package org.mcpcoordinator.web.gateway;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices that a client has gone while its call is still under way. Undertow reads nothing from a connection between
 * the end of a request and the end of its answer; without this a silent event stream would outlive its client.
 */
final class ClientWatch {
    private static final Logger LOG = Logger.getLogger(ClientWatch.class);

    private ClientWatch() {}

    /**
     * Watches until the exchange is over, from when Undertow listens again; does nothing where it cannot: on HTTP/2, or
     * when the client has sent its next request already. To be called on the I/O thread, with the request read.
     *
     * @return true if it watches
     */
    static boolean arm(HttpServerExchange exchange, Runnable gone) {
        if (!(exchange.getConnection() instanceof HttpServerConnection connection)
                || connection.getExtraBytes() != null) {
            return false;
        }
        StreamSourceConduit socket = connection.getOriginalSourceConduit();
        connection.getChannel().getSourceChannel().setReadListener(channel -> look(connection, socket, gone));
        socket.resumeReads();
        return true;
    }

    private static void look(HttpServerConnection connection, StreamSourceConduit socket, Runnable gone) {
        PooledByteBuffer pooled = connection.getByteBufferPool().allocate();
        int count;
        try {
            count = socket.read(pooled.getBuffer());
        } catch (IOException reset) {
            LOG.debugf("Client reset its connection: %s", reset.getMessage());
            count = -1;
        }
        if (count > 0) {
            // The next request, sent ahead of time: kept for Undertow, which asks for it when this call is over.
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
