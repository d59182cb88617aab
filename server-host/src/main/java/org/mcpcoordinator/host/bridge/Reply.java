package org.mcpcoordinator.host.bridge;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.host.exchange.Exchanges;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * The answer to one HTTP request: one JSON text, or a stream of events as soon as something comes before the answer.
 * May be used by any thread and never blocks; all that touches the connection is done on its I/O thread.
 */
final class Reply {
    /** Written at one go; then others have their turn on the one I/O thread. */
    private static final int TURN_BYTES = 64 << 10;

    private static final HttpAnswer NO_ROOM = HttpAnswer.refused(
            503, ErrorCode.INTERNAL_ERROR, "the answer is too large for what is under way on this host now");

    private static final HttpString BUFFERING = new HttpString("X-Accel-Buffering");

    private final HttpServerExchange exchange;
    private final Budget budget;
    private final Backlog backlog = new Backlog();
    private final AtomicBoolean left = new AtomicBoolean();
    private final AtomicLong held = new AtomicLong();
    private volatile Runnable gone = () -> {};
    private boolean streams;
    private boolean ended;
    /** It reads too slowly, and has been given up. */
    private boolean cut;
    /** The I/O thread knows that there is something to write. */
    private boolean told;

    private @Nullable StreamSinkChannel channel;
    private boolean over;

    /**
     * Of an exchange whose request has been read; on its I/O thread.
     *
     * @param weight what the request has taken of the budget, given back when the exchange is over
     */
    Reply(HttpServerExchange exchange, Budget budget, long weight) {
        this.exchange = exchange;
        this.budget = budget;
        held.set(weight);
        exchange.addExchangeCompleteListener((same, next) -> {
            release();
            next.proceed();
        });
    }

    /** True if the client is gone. */
    boolean isGone() {
        return left.get();
    }

    /** Hears once if the client goes before the answer is complete. */
    void ifGone(Runnable listener) {
        gone = listener;
        if (left.get()) {
            listener.run();
        }
    }

    /** The client is gone. */
    void leave() {
        boolean open;
        synchronized (this) {
            open = !ended || cut;
            ended = true;
            cut = false;
            backlog.drop();
        }
        if (left.compareAndSet(false, true) && open) {
            gone.run();
        }
        IoUtils.safeClose(exchange.getConnection());
        release();
    }

    /** The whole answer: one JSON text, or the last event where events came before it. */
    void complete(int status, byte[] body) {
        complete(status, Map.of(), body);
    }

    /** The whole answer with headers, which are lost where events came before it. */
    void complete(int status, Map<String, String> headers, byte[] body) {
        synchronized (this) {
            if (ended) {
                return;
            }
            if (streams) {
                add(Event.message(body, budget));
            }
            ended = true;
        }
        if (streams) {
            tell();
        } else {
            boolean room = budget.take(body.length, true);
            held.addAndGet(room ? body.length : 0);
            send(room ? new HttpAnswer(status, headers, body) : NO_ROOM);
        }
    }

    private void send(HttpAnswer answer) {
        onThread(() -> {
            if (left.get()) {
                release();
            } else {
                Exchanges.send(exchange, answer);
            }
        });
    }

    private void release() {
        budget.give(held.getAndSet(0));
    }

    /** One event; the answer is a stream from now on. False if the client is gone or everything has been said. */
    boolean event(byte[] json) {
        return event(Event.message(json, budget));
    }

    /** The same for an event that others may wait for too. */
    boolean event(Event event) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            streams = true;
            add(event);
            if (cut) {
                return false;
            }
        }
        tell();
        return true;
    }

    /** Begins the stream before there is an event, so that the client knows it is open. */
    void open() {
        boolean unused = event(Event.opening(budget));
    }

    /** Nothing more comes. */
    void end() {
        synchronized (this) {
            if (ended) {
                return;
            }
            streams = true;
            ended = true;
        }
        tell();
    }

    private void add(Event event) {
        if (!backlog.add(event)) {
            cut = true;
            ended = true;
            backlog.drop();
            onThread(this::leave);
        }
    }

    /**
     * Lets the I/O thread write when it next looks at its connections, once however much comes until then: tasks handed to
     * it come before all connections, and a program that talks without a pause would keep it from them.
     */
    private void tell() {
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
        }
        onThread(this::wake);
    }

    private void wake() {
        StreamSinkChannel out = channel == null && !over ? begin() : channel;
        if (out != null && !over) {
            out.resumeWrites();
        }
    }

    private void onThread(Runnable work) {
        try {
            exchange.getIoThread().execute(work);
        } catch (RejectedExecutionException closing) {
            left.set(true);
        }
    }

    private void flush() {
        StreamSinkChannel out = channel;
        if (over || out == null) {
            return;
        }
        boolean last;
        synchronized (this) {
            told = false;
            // Before the backlog: what is added after this comes with another turn.
            last = ended;
        }
        try {
            int written = 0;
            for (Backlog.Part next = backlog.first(); next != null; next = backlog.first()) {
                if (written >= TURN_BYTES) {
                    out.resumeWrites();
                    return;
                }
                int count = out.write(next.rest());
                written += count;
                if (next.rest().hasRemaining()) {
                    if (count == 0) {
                        out.resumeWrites();
                        return;
                    }
                } else {
                    backlog.written(next);
                }
            }
            if (last) {
                over = true;
                out.shutdownWrites();
                if (!out.flush()) {
                    out.getWriteSetter().set(ChannelListeners.flushingChannelListener(null, (same, gone) -> leave()));
                    out.resumeWrites();
                }
            } else if (out.flush()) {
                out.suspendWrites();
            } else {
                out.resumeWrites();
            }
        } catch (IOException broken) {
            over = true;
            leave();
        }
    }

    private @Nullable StreamSinkChannel begin() {
        exchange.setStatusCode(200);
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "text/event-stream")
                .put(Headers.CACHE_CONTROL, "no-store")
                .put(BUFFERING, "no");
        StreamSinkChannel made = exchange.getResponseChannel();
        if (made != null) {
            made.getWriteSetter().set(same -> flush());
            channel = made;
        }
        return made;
    }
}
