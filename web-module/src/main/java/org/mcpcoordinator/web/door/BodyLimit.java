package org.mcpcoordinator.web.door;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Cuts off a body that did not say how long it is and goes on beyond the limit: whoever reads it gets a
 * RequestTooBigException, once. Undertow's own limit would close the connection, and the client would never see why.
 */
final class BodyLimit extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final HttpServerExchange exchange;
    private final long limit;
    private long seen;
    private boolean said;

    private BodyLimit(StreamSourceConduit next, HttpServerExchange exchange, long limit) {
        super(next);
        this.exchange = exchange;
        this.limit = limit;
    }

    static void on(HttpServerExchange exchange, long limit) {
        exchange.addRequestWrapper((factory, wrapped) -> new BodyLimit(factory.create(), wrapped, limit));
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int count = super.read(to);
        seen += Math.max(0, count);
        if (seen > limit && !said) {
            said = true;
            Refusal.leaveBody(exchange);
            throw new RequestTooBigException("body over " + limit + " bytes (setting " + DoorConfig.BODY_LIMIT + ")");
        }
        return count;
    }
}
