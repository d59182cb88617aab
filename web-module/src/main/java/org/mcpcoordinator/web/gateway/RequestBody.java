package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Watches a request's body go by: keeps its first bytes, so that an answer of our own can name the call, and cuts it off
 * beyond the limit. Nothing else is kept.
 */
final class RequestBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final int HEAD = 1024;

    private final long limit;
    private byte[] head = new byte[0];
    private long seen;
    private boolean tooLarge;

    private RequestBody(StreamSourceConduit next, long limit) {
        super(next);
        this.limit = limit;
    }

    /** Watches the exchange's body from now on; nobody may have read from it yet. */
    static Watch on(HttpServerExchange exchange, long limit) {
        Watch watch = new Watch();
        exchange.addRequestWrapper((factory, ignored) -> {
            RequestBody body = new RequestBody(factory.create(), limit);
            watch.body = body;
            return body;
        });
        return watch;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int before = to.position();
        int count = super.read(to);
        if (count > 0) {
            if (seen < HEAD) {
                int keep = (int) Math.min(count, HEAD - seen);
                int at = head.length;
                head = Arrays.copyOf(head, at + keep);
                to.get(before, head, at, keep);
            }
            seen += count;
            if (seen > limit && !tooLarge) {
                // Said once; whoever reads on only clears the line.
                tooLarge = true;
                throw new IOException("body over " + limit + " bytes");
            }
        }
        return count;
    }

    /** Gives what was seen; empty while nothing has been read. */
    static final class Watch {
        private @Nullable RequestBody body;
        private byte[] given = new byte[0];

        /** One that has nothing to watch: the body has been read. */
        static Watch of(byte[] body) {
            Watch watch = new Watch();
            watch.given = body;
            return watch;
        }

        byte[] head() {
            return body == null ? given : body.head;
        }

        boolean tooLarge() {
            return body != null && body.tooLarge;
        }
    }
}
