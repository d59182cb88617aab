package org.mcpcoordinator.web.gateway.era;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/**
 * The answer to one HTTP request whose body has been read: one JSON text, or a stream of events as soon as something comes
 * before the answer. Safe for any thread; all of it is done on the exchange's own.
 */
public final class Reply {
    private static final byte[] BEGIN = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMENT = ": open\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final HttpString BUFFERING = new HttpString("X-Accel-Buffering");

    /** What a client that does not read may have waiting for it, in bytes; then it is cut off. */
    private static final long MOST_WAITING = 32L << 20;

    private final HttpServerExchange exchange;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private Runnable gone = () -> {};
    private long bytes;
    private @Nullable StreamSinkChannel out;
    private XnioExecutor.@Nullable Key beat;
    private boolean ended;
    private boolean left;
    private boolean forMany;

    /** Of that exchange; on its I/O thread. */
    public Reply(HttpServerExchange exchange) {
        this.exchange = exchange;
        exchange.addExchangeCompleteListener((same, next) -> {
            if (beat != null) {
                beat.remove();
            }
            // A client that breaks off while something is written to it is heard of here only.
            leave();
            next.proceed();
        });
    }

    /** Tells what has failed with 200: one server that is ill must not be taken for all. */
    public void forMany() {
        forMany = true;
    }

    /** Hears once if the client goes before its answer is complete. */
    public void ifGone(Runnable listener) {
        on(() -> {
            gone = listener;
            if (left) {
                listener.run();
            }
        });
    }

    /** The client has gone. */
    public void leave() {
        on(() -> {
            if (!ended) {
                ended = true;
                left = true;
                waiting.clear();
                gone.run();
                close();
            }
        });
    }

    /** The whole answer: one JSON text with its headers, or the last event where events came before it. */
    public void complete(int status, Map<String, String> headers, byte[] body) {
        on(() -> {
            if (ended) {
                return;
            }
            ended = true;
            if (out != null) {
                add(body);
                write();
                return;
            }
            exchange.setStatusCode(forMany && status >= 500 ? 200 : status);
            headers.forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
            if (body.length == 0) {
                exchange.endExchange();
            } else {
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
                exchange.getResponseSender().send(ByteBuffer.wrap(body));
            }
        });
    }

    public void complete(int status, byte[] body) {
        complete(status, Map.of(), body);
    }

    /** One event; the answer is a stream from now on. */
    public void event(byte[] json) {
        on(() -> {
            if (!ended) {
                begin();
                add(json);
                write();
            }
        });
    }

    /** Begins the stream before there is an event, and shows from time to time that it is open. */
    public void open(int everySeconds) {
        on(() -> {
            if (!ended && beat == null) {
                begin();
                comment();
                beat = exchange.getIoThread().executeAtInterval(this::comment, everySeconds, TimeUnit.SECONDS);
            }
        });
    }

    /** The stream ends without an answer. */
    public void end() {
        on(() -> {
            if (!ended) {
                ended = true;
                begin();
                write();
            }
        });
    }

    private void comment() {
        if (!left && out != null && (!ended || bytes > 0)) {
            waiting.add(ByteBuffer.wrap(COMMENT));
            bytes += COMMENT.length;
            write();
        }
    }

    private void on(Runnable work) {
        if (exchange.isInIoThread()) {
            work.run();
        } else {
            exchange.getIoThread().execute(work);
        }
    }

    private void begin() {
        if (out == null) {
            exchange.setStatusCode(200);
            exchange.getResponseHeaders()
                    .put(Headers.CONTENT_TYPE, "text/event-stream")
                    .put(Headers.CACHE_CONTROL, "no-store")
                    .put(BUFFERING, "no");
            out = exchange.getResponseChannel();
        }
    }

    private void add(byte[] json) {
        waiting.add(ByteBuffer.wrap(BEGIN));
        waiting.add(ByteBuffer.wrap(json));
        waiting.add(ByteBuffer.wrap(END));
        bytes += BEGIN.length + json.length + END.length;
        if (bytes > MOST_WAITING) {
            ended = false;
            leave();
        }
    }

    private void write() {
        StreamSinkChannel to = out;
        if (to == null || left) {
            return;
        }
        try {
            while (!waiting.isEmpty()) {
                ByteBuffer next = waiting.getFirst();
                int count = next.hasRemaining() ? to.write(next) : 0;
                bytes -= count;
                if (next.hasRemaining()) {
                    if (count == 0) {
                        later(to);
                        return;
                    }
                } else {
                    waiting.removeFirst();
                }
            }
            if (ended) {
                finish(to);
            } else if (to.flush()) {
                to.suspendWrites();
            } else {
                later(to);
            }
        } catch (IOException nobodyReads) {
            broken();
        }
    }

    private void later(StreamSinkChannel to) {
        to.getWriteSetter().set(channel -> write());
        to.resumeWrites();
    }

    private void finish(StreamSinkChannel to) throws IOException {
        to.shutdownWrites();
        if (!to.flush()) {
            to.getWriteSetter()
                    .set(ChannelListeners.flushingChannelListener(
                            StreamSinkChannel::suspendWrites, (channel, cause) -> broken()));
            to.resumeWrites();
        }
    }

    private void broken() {
        if (ended) {
            close();
        } else {
            leave();
        }
    }

    private void close() {
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }
}
