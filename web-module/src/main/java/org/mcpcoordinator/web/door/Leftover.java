package org.mcpcoordinator.web.door;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What is left of a body after its answer has been given is read and thrown away, so that the client sees the answer. Undertow
 * does that for as long as bytes are there, and who sends fast enough has an I/O thread and a processor for himself; here it is
 * a piece, then a rest until it is {@linkplain Turns its turn} again. Meanwhile nothing is read: the sender has to wait.
 */
final class Leftover extends AbstractStreamSourceConduit<StreamSourceConduit> {
    /** Bytes in a row. */
    static final int PIECE = 64 * 1024;

    /** Whose turn has not come by then has none: its thread of the gateway has ended, or it was to be cut off before. */
    private static final long PATIENCE = 2 * Turns.LATEST;

    private static final AttachmentKey<Leftover> KEY = AttachmentKey.create(Leftover.class);

    private final BooleanSupplier complete;
    private final Consumer<Runnable> turns;
    private final long patience;
    private volatile boolean left;
    private int taken;

    /** Until which it rests; bodies of servlets are read on a thread that waits. */
    private volatile @Nullable CountDownLatch rest;

    private boolean wanted;

    /**
     * A body.
     *
     * @param complete whether all of it has been read
     * @param turns runs something when it is its turn
     * @param left whether nobody wants it from the beginning
     * @param patience nanoseconds that a thread waits for a turn
     */
    Leftover(
            StreamSourceConduit next, BooleanSupplier complete, Consumer<Runnable> turns, boolean left, long patience) {
        super(next);
        this.complete = complete;
        this.turns = turns;
        this.left = left;
        this.patience = patience;
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
            Leftover leftover = new Leftover(
                    factory.create(),
                    wrapped::isRequestComplete,
                    next -> Turns.take(wrapped.getIoThread(), next),
                    left,
                    PATIENCE);
            wrapped.putAttachment(KEY, leftover);
            return leftover;
        });
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return rest == null ? counted(super.read(to)) : 0;
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        return rest == null ? counted((int) super.read(to, offset, length)) : 0;
    }

    /** Not this way once it is left: the end of a body is seen by reading only. */
    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return left ? 0 : super.transferTo(position, count, target);
    }

    @Override
    public void resumeReads() {
        if (!isLater()) {
            super.resumeReads();
        }
    }

    @Override
    public void wakeupReads() {
        if (!isLater()) {
            super.wakeupReads();
        }
    }

    @Override
    public synchronized void suspendReads() {
        wanted = false;
        super.suspendReads();
    }

    @Override
    public synchronized boolean isReadResumed() {
        return rest == null ? super.isReadResumed() : wanted;
    }

    @Override
    public void awaitReadable() throws IOException {
        if (rest == null) {
            super.awaitReadable();
        } else {
            awaitReadable(patience, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void awaitReadable(long time, TimeUnit unit) throws IOException {
        CountDownLatch until = rest;
        if (until == null) {
            super.awaitReadable(time, unit);
            return;
        }
        try {
            if (!until.await(time, unit) && unit.toNanos(time) >= patience) {
                throw new IOException("cut off: its turn to be read on has not come");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited to read on");
        }
    }

    private synchronized boolean isLater() {
        wanted = rest != null;
        return wanted;
    }

    private int counted(int bytes) throws IOException {
        if (left && bytes > 0) {
            taken += bytes;
            if (taken >= PIECE && !complete.getAsBoolean()) {
                pause();
            }
        }
        return bytes;
    }

    private void pause() throws IOException {
        synchronized (this) {
            wanted = super.isReadResumed();
            super.suspendReads();
            rest = new CountDownLatch(1);
        }
        try {
            turns.accept(this::goOn);
        } catch (RejectedExecutionException ending) {
            throw new IOException("cut off: the gateway is stopping", ending);
        }
    }

    private synchronized void goOn() {
        CountDownLatch over = rest;
        taken = 0;
        rest = null;
        if (over != null) {
            over.countDown();
        }
        if (wanted) {
            wanted = false;
            // Nothing more may come over the line, and the end of the body is still to be seen.
            super.wakeupReads();
        }
    }
}
