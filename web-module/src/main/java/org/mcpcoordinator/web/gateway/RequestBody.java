package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Watches a request's body go by: keeps its first bytes, so that an answer of our own can name the call, or all of a short one
 * that may have to be sent once more, and cuts it off beyond the limit. Nothing else is kept.
 */
final class RequestBody extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final int HEAD = 1024;

    private final long limit;
    private final int most;
    private byte[] head = new byte[0];
    private long seen;
    private boolean tooLarge;

    private RequestBody(StreamSourceConduit next, long limit, int most) {
        super(next);
        this.limit = limit;
        this.most = most;
    }

    /**
     * Watches the exchange's body from now on; nobody may have read from it yet.
     *
     * @param most so many bytes are kept, and not fewer than the first 1,024
     */
    static Watch on(HttpServerExchange exchange, long limit, int most) {
        Watch watch = new Watch();
        Visit.body(exchange, watch);
        exchange.addRequestWrapper((factory, ignored) -> {
            RequestBody body = new RequestBody(factory.create(), limit, Math.max(HEAD, most));
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
            if (seen < most) {
                int keep = (int) Math.min(count, most - seen);
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

        /** True if nobody has read from it. */
        boolean isUntouched() {
            return body == null ? given.length == 0 : body.seen == 0;
        }

        /** All of it, if it has been read to its end and kept; else null. */
        byte @Nullable [] whole(HttpServerExchange exchange) {
            if (body == null) {
                return given.length == 0 ? null : given;
            }
            return exchange.isRequestComplete() && body.seen > 0 && body.seen == body.head.length ? body.head : null;
        }

        /** An answer has begun: it will not be sent once more, and what was kept for that goes. */
        void release() {
            if (body != null && body.head.length > HEAD) {
                body.head = Arrays.copyOf(body.head, HEAD);
            }
        }

        /** Bytes that have gone by. */
        long seen() {
            return body == null ? given.length : body.seen;
        }

        boolean tooLarge() {
            return body != null && body.tooLarge;
        }
    }
}
