package org.mcpcoordinator.web.gateway;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request on its way to a server, by one connection; on one I/O thread. */
final class Sending {
    private static final Logger LOG = Logger.getLogger(Sending.class);

    private final HttpServerExchange exchange;
    private final ClientConnection connection;
    private final byte @Nullable [] given;
    private final Ends ends;

    /** What may become of it. */
    interface Ends {
        /** The answer begins. */
        void answers(ClientConnection its, ClientExchange answering);

        /** The connection broke before. */
        void broken(ClientConnection its, IOException cause);

        /** The client's body could not be read to its end. */
        void bodyBroken(IOException cause);
    }

    /** @param given the whole body, if it has been read */
    Sending(HttpServerExchange exchange, ClientConnection connection, byte @Nullable [] given, Ends ends) {
        this.exchange = exchange;
        this.connection = connection;
        this.given = given;
        this.ends = ends;
    }

    void begin(ClientRequest head) {
        connection.sendRequest(head, new ClientCallback<>() {
            @Override
            public void completed(ClientExchange sending) {
                sendBody(sending);
            }

            @Override
            public void failed(IOException cause) {
                ends.broken(connection, cause);
            }
        });
    }

    private void sendBody(ClientExchange sending) {
        sending.setResponseListener(new ClientCallback<>() {
            @Override
            public void completed(ClientExchange answering) {
                ends.answers(connection, answering);
            }

            @Override
            public void failed(IOException cause) {
                ends.broken(connection, cause);
            }
        });
        if (given != null) {
            new Given(given).send(sending.getRequestChannel());
            return;
        }
        if (exchange.isRequestComplete()) {
            // Undertow's client sends the head of a request without a body by itself.
            return;
        }
        Pump.Ends pumped = new Pump.Ends() {
            @Override
            public void sourceBroken(IOException cause) {
                ends.bodyBroken(cause);
            }

            @Override
            public void sinkBroken(IOException cause) {
                // An answer may come all the same; if none does, the broken connection is told as that.
                LOG.debugf("%s reads no more: %s", connection.getPeerAddress(), cause.getMessage());
            }
        };
        new Pump(
                        exchange.getRequestChannel(),
                        sending.getRequestChannel(),
                        exchange.getConnection().getByteBufferPool(),
                        pumped)
                .move();
    }
}
