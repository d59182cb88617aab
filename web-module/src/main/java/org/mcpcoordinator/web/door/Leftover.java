package org.mcpcoordinator.web.door;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What is left of a body after its answer has been given is read and thrown away, so that the client sees the answer. Undertow
 * does that for as long as bytes are there, and who sends fast enough has an I/O thread for himself; here it is a piece, and
 * then it is the others' turn.
 */
final class Leftover extends AbstractStreamSourceConduit<StreamSourceConduit> {
    /** Bytes in a row. */
    static final int PIECE = 64 * 1024;

    private static final AttachmentKey<Leftover> KEY = AttachmentKey.create(Leftover.class);

    private final HttpServerExchange exchange;
    private boolean left;
    private int turn;

    private Leftover(StreamSourceConduit next, HttpServerExchange exchange, boolean left) {
        super(next);
        this.exchange = exchange;
        this.left = left;
    }

    /** Lets the body pass as it is, until it is {@linkplain #begin left}; nobody may have read from it yet. */
    static void watch(HttpServerExchange exchange) {
        add(exchange, false);
    }

    /** From now on nobody wants the rest of the body. */
    static void begin(HttpServerExchange exchange) {
        Leftover watched = exchange.getAttachment(KEY);
        if (watched != null) {
            watched.left = true;
        } else if (exchange.isRequestChannelAvailable()) {
            add(exchange, true);
        }
    }

    private static void add(HttpServerExchange exchange, boolean left) {
        exchange.addRequestWrapper((factory, wrapped) -> {
            Leftover leftover = new Leftover(factory.create(), wrapped, left);
            wrapped.putAttachment(KEY, leftover);
            return leftover;
        });
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return isOthersTurn() ? 0 : taken(super.read(to));
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        return isOthersTurn() ? 0 : taken((int) super.read(to, offset, length));
    }

    /** Not this way once it is left: the end of a body is seen by reading only. */
    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return left ? 0 : super.transferTo(position, count, target);
    }

    private boolean isOthersTurn() {
        return left && turn >= PIECE;
    }

    private int taken(int bytes) {
        if (left && bytes > 0) {
            turn += bytes;
            if (turn >= PIECE) {
                // Run before the thread looks at its connections again.
                exchange.getIoThread().execute(this::goOn);
            }
        }
        return bytes;
    }

    private void goOn() {
        turn = 0;
        if (isReadResumed()) {
            // Nothing more may come over the line, and the end of the body is still to be seen.
            wakeupReads();
        }
    }
}
