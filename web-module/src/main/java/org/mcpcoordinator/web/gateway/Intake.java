package org.mcpcoordinator.web.gateway;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.problem.ProblemCode;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads a request that waits for its server, or has to be looked at first. Room is asked for as it grows, for a length that is
 * promised costs who promises it nothing; and given back when the exchange is over. On one I/O thread.
 */
final class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final int FIRST = 8 * 1024;

    private final Gateway gateway;
    private final HttpServerExchange exchange;
    private final int limit;
    private final End end;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private int kept;
    private XnioExecutor.@Nullable Key deadline;
    private boolean over;

    private Intake(Gateway gateway, HttpServerExchange exchange, int limit, End end) {
        this.limit = limit;
        this.gateway = gateway;
        this.exchange = exchange;
        this.end = end;
    }

    /** What may come of it: one of the two, or nothing if the client goes. */
    @FunctionalInterface
    interface End {
        void whole(byte[] body);

        /** The client hears why. */
        default void refused(HttpServerExchange exchange, ProblemCode code, String detail) {
            RpcAnswer.send(exchange, code, detail, new byte[0]);
        }
    }

    /** Begins to read; nobody may have read from it yet. Keeps at most {@code limit} bytes. */
    static void begin(Gateway gateway, HttpServerExchange exchange, int limit, End end) {
        Intake intake = new Intake(gateway, exchange, limit, end);
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            intake.over = true;
            if (intake.deadline != null) {
                intake.deadline.remove();
            }
            gateway.letGo(intake.kept);
            proceed.proceed();
        });
        intake.begin();
    }

    private void begin() {
        long length = exchange.getRequestContentLength();
        if (length > limit) {
            tooLong();
        } else if (exchange.isRequestComplete()) {
            end.whole(new byte[0]);
        } else if (hasRoomFor(length >= 0 ? (int) Math.min(length, FIRST) : FIRST)) {
            StreamSourceChannel in = exchange.getRequestChannel();
            if (in != null) {
                read(in);
            }
        }
    }

    private void read(StreamSourceChannel in) {
        if (over) {
            return;
        }
        try (PooledByteBuffer pooled =
                exchange.getConnection().getByteBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            int count = in.read(buffer);
            while (count > 0) {
                buffer.flip();
                int grown = body.size() + buffer.remaining();
                if (grown > limit) {
                    in.suspendReads();
                    tooLong();
                    return;
                }
                if (grown > kept && !hasRoomFor(Math.max(grown, Math.min(limit, 2 * kept)))) {
                    in.suspendReads();
                    return;
                }
                byte[] piece = new byte[buffer.remaining()];
                buffer.get(piece);
                body.writeBytes(piece);
                buffer.clear();
                count = in.read(buffer);
            }
            if (count == 0) {
                await(in);
                return;
            }
            in.getReadSetter().set(null);
            in.suspendReads();
        } catch (IOException gone) {
            LOG.debugf("A client broke off its request: %s", gone.getMessage());
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
            return;
        }
        byte[] whole = body.toByteArray();
        Visit.body(exchange, RequestBody.Watch.of(whole));
        end.whole(whole);
    }

    private void await(StreamSourceChannel in) {
        in.getReadSetter().set(this::read);
        in.resumeReads();
        if (deadline == null) {
            deadline = exchange.getIoThread()
                    .executeAfter(
                            () -> late(in), gateway.config().bodyLimitTime().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Who sends a byte now and then would keep its room from all others. */
    private void late(StreamSourceChannel in) {
        if (!over && !exchange.isRequestComplete()) {
            in.suspendReads();
            over = true;
            end.refused(
                    exchange,
                    ProblemCode.BODY_TOO_SLOW,
                    "its body was not there within "
                            + gateway.config().bodyLimitTime().toSeconds() + " s");
        }
    }

    private boolean hasRoomFor(int bytes) {
        if (gateway.keep(bytes - kept)) {
            kept = bytes;
            return true;
        }
        over = true;
        end.refused(exchange, ProblemCode.SERVER_AWAY, "too many requests wait for their servers");
        return false;
    }

    private void tooLong() {
        over = true;
        end.refused(exchange, ProblemCode.BODY_TOO_LARGE, "at most " + limit + " bytes are kept for a server");
    }
}
