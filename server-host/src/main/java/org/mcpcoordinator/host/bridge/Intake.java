package org.mcpcoordinator.host.bridge;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.exchange.Exchanges;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads one request. What it weighs is taken of the budget first: all of it where its length is told, else as it grows; and
 * whoever sends too slowly is cut off, for what it has taken is taken from all. On the I/O thread.
 */
final class Intake {
    /** For the whole body. */
    static final int PATIENCE_MILLIS = 30_000;

    private final HttpServerExchange exchange;
    private final Budget budget;
    private final Then then;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
    private XnioExecutor.@Nullable Key deadline;
    private int room;
    private long weight;
    private boolean over;

    private Intake(HttpServerExchange exchange, Budget budget, Then then) {
        this.exchange = exchange;
        this.budget = budget;
        this.then = then;
    }

    /** Goes on with a request that has been read. */
    @FunctionalInterface
    interface Then {
        /** @param weight what has been taken of the budget, to be given back when it is over */
        void take(byte[] body, long weight);
    }

    /** Begins to read; nobody may have read from it yet. What is too much is refused. */
    static void begin(HttpServerExchange exchange, Budget budget, Then then) {
        Intake intake = new Intake(exchange, budget, then);
        exchange.addExchangeCompleteListener((same, next) -> {
            intake.giveUp();
            next.proceed();
        });
        intake.begin();
    }

    private void begin() {
        if (exchange.isRequestComplete()) {
            whole();
            return;
        }
        long length = exchange.getRequestContentLength();
        if (hasRoomFor(length >= 0 ? (int) length : Budget.SMALL / Budget.READ)) {
            StreamSourceChannel in = exchange.getRequestChannel();
            deadline = exchange.getIoThread().executeAfter(this::cut, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            read(in);
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
                if (grown > BridgeHandler.BODY_BYTES) {
                    in.suspendReads();
                    giveUp();
                    Exchanges.sendTooBig(exchange);
                    return;
                }
                if (grown > room && !hasRoomFor(Math.min(Math.max(grown, 2 * room), BridgeHandler.BODY_BYTES))) {
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
                in.getReadSetter().set(this::read);
                in.resumeReads();
                return;
            }
            in.getReadSetter().set(null);
            in.suspendReads();
        } catch (IOException broken) {
            giveUp();
            Exchanges.unreadable(exchange, broken);
            return;
        }
        whole();
    }

    private void whole() {
        long taken = weight;
        // From here on it is given back by whoever has it.
        weight = 0;
        giveUp();
        then.take(body.toByteArray(), taken);
    }

    private boolean hasRoomFor(int bytes) {
        long more = (long) Budget.READ * (bytes - room);
        if (budget.take(more, (long) Budget.READ * bytes <= Budget.SMALL)) {
            room = bytes;
            weight += more;
            return true;
        }
        giveUp();
        Exchanges.sendLast(
                exchange,
                HttpAnswer.refused(
                        503, ErrorCode.INTERNAL_ERROR, "too much is under way on this host; try again in a moment"));
        return false;
    }

    private void cut() {
        if (!over) {
            giveUp();
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        }
    }

    private void giveUp() {
        over = true;
        budget.give(weight);
        weight = 0;
        if (deadline != null) {
            deadline.remove();
            deadline = null;
        }
    }
}
