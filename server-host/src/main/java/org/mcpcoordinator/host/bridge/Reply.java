package org.mcpcoordinator.host.bridge;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * The answer to one HTTP request: one JSON text, or a stream of events as soon as something comes before the answer.
 * May be used by any thread and never blocks; all that touches the connection is done on its I/O thread.
 */
final class Reply {
    /** What a client that does not read may have waiting for it, in bytes; then it is cut off. */
    static final int WAITING_BYTES = 16 << 20;

    /** Written at one go; then others have their turn on the one I/O thread. */
    private static final int TURN_BYTES = 64 << 10;

    private static final HttpString BUFFERING = new HttpString("X-Accel-Buffering");

    private final HttpServerExchange exchange;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile Runnable gone = () -> {};
    private long waitingBytes;
    private boolean streams;
    private boolean ended;
    /** It reads too slowly, and has been given up. */
    private boolean cut;
    /** The I/O thread knows that there is something to write. */
    private boolean told;

    private @Nullable StreamSinkChannel channel;
    private boolean over;

    Reply(HttpServerExchange exchange) {
        this.exchange = exchange;
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
            waiting.clear();
        }
        if (left.compareAndSet(false, true) && open) {
            gone.run();
        }
        IoUtils.safeClose(exchange.getConnection());
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
                add(body);
                ended = true;
            }
        }
        if (streams) {
            tell();
            return;
        }
        synchronized (this) {
            ended = true;
        }
        onThread(() -> {
            exchange.setStatusCode(status);
            headers.forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
            if (body.length == 0) {
                exchange.endExchange();
            } else {
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
                exchange.getResponseSender().send(ByteBuffer.wrap(body));
            }
        });
    }

    /** One event; the answer is a stream from now on. False if the client is gone or everything has been said. */
    boolean event(byte[] json) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            streams = true;
            add(json);
            if (cut) {
                return false;
            }
        }
        tell();
        return true;
    }

    /** Begins the stream before there is an event, so that the client knows it is open. */
    void open() {
        synchronized (this) {
            if (ended) {
                return;
            }
            streams = true;
            ByteBuffer comment = ByteBuffer.wrap(": open\n\n".getBytes(StandardCharsets.US_ASCII));
            waiting.add(comment);
            waitingBytes += comment.capacity();
        }
        tell();
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

    private void add(byte[] json) {
        String head = "event: message\ndata: ";
        ByteBuffer event = ByteBuffer.allocate(head.length() + json.length + 2);
        event.put(head.getBytes(StandardCharsets.US_ASCII))
                .put(json)
                .put((byte) '\n')
                .put((byte) '\n');
        waiting.add(event.flip());
        waitingBytes += event.remaining();
        if (waitingBytes > WAITING_BYTES) {
            cut = true;
            ended = true;
            waiting.clear();
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
        synchronized (this) {
            told = false;
        }
        try {
            int written = 0;
            for (ByteBuffer next = peek(); next != null; next = peek()) {
                if (written >= TURN_BYTES) {
                    out.resumeWrites();
                    return;
                }
                int count = out.write(next);
                written += count;
                if (next.hasRemaining()) {
                    if (count == 0) {
                        out.resumeWrites();
                        return;
                    }
                } else {
                    poll(next);
                }
            }
            if (isEnded()) {
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

    private synchronized @Nullable ByteBuffer peek() {
        return waiting.peek();
    }

    private synchronized void poll(ByteBuffer written) {
        waitingBytes -= written.capacity();
        waiting.poll();
    }

    private synchronized boolean isEnded() {
        return ended;
    }
}
