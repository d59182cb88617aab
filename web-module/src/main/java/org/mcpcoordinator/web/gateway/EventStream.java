package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.client.ClientExchange;
import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * An event stream of our own. An answer may have begun as one before its server was there: its caller hears that the server
 * is being started, and then what the server says, whether that comes as a stream or not. On one I/O thread.
 */
final class EventStream {
    private static final byte[] BEGIN = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final int LONGEST_REFUSAL = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServerExchange exchange;
    private final StreamSinkChannel out;
    private Runnable gone;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private Runnable drained = () -> {};
    private boolean broken;
    private boolean ended;

    private EventStream(HttpServerExchange exchange, StreamSinkChannel out, Runnable gone) {
        this.exchange = exchange;
        this.out = out;
        this.gone = gone;
    }

    /** Begins it; {@code gone} hears, at most once, that nobody reads it any more. */
    static EventStream begin(HttpServerExchange exchange, Runnable gone) {
        exchange.setStatusCode(200);
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "text/event-stream")
                .put(Headers.CACHE_CONTROL, "no-cache")
                .put(new HttpString("X-Accel-Buffering"), "no");
        return new EventStream(exchange, exchange.getResponseChannel(), gone);
    }

    /**
     * Tells that it goes on.
     *
     * @param left seconds until waiting ends. The number told rises and stays below 0, so that whatever the server itself
     *     will tell is higher: progress has to rise (MCP, "Progress")
     */
    void waiting(JsonNode token, String server, double left) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        ObjectNode params = message.put("method", "notifications/progress").putObject("params");
        params.set("progressToken", token);
        params.put("progress", -left).put("message", server + " is being started");
        send(message.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** From now on another one hears that nobody reads it any more; at once if that is known already. */
    void hand(Runnable listener) {
        gone = listener;
        if (broken) {
            listener.run();
        }
    }

    /** The last message; JSON without line ends. If nobody reads it, the exchange is over all the same. */
    void end(byte[] message) {
        if (ended) {
            return;
        }
        ended = true;
        gone = this::close;
        if (broken) {
            close();
            return;
        }
        drained = this::finish;
        send(message);
    }

    private void close() {
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }

    /** Passes on what the server answers, as it comes. */
    void pass(ClientExchange answering, ByteBufferPool pool, Pump.Ends ends) {
        StreamSourceChannel in = answering.getResponseChannel();
        if (Headline.isEventStream(answering.getResponse().getResponseHeaders())) {
            drained = () -> new Pump(in, out, pool, ends).move();
            write();
        } else {
            waiting.add(ByteBuffer.wrap(BEGIN));
            new Passing(in, pool, ends).later();
        }
    }

    /**
     * Ends with what the server says with its refusal, if that is a message.
     *
     * @param otherwise the last message, if it is none
     */
    void refuse(ClientExchange answering, ByteBufferPool pool, byte[] otherwise, Pump.Ends ends) {
        new Collecting(answering.getResponseChannel(), pool, otherwise, ends).go();
    }

    /** True if all that was sent has gone out. */
    boolean isIdle() {
        return waiting.isEmpty();
    }

    /** Says nothing, which keeps the connection open. */
    void breathe() {
        waiting.add(ByteBuffer.wrap(NOTHING));
        write();
    }

    /** One message; JSON without line ends. */
    void send(byte[] message) {
        waiting.add(ByteBuffer.wrap(BEGIN));
        waiting.add(ByteBuffer.wrap(message));
        waiting.add(ByteBuffer.wrap(END));
        write();
    }

    private void write() {
        if (broken) {
            return;
        }
        try {
            while (!waiting.isEmpty()) {
                ByteBuffer next = waiting.getFirst();
                if (next.hasRemaining() && out.write(next) == 0) {
                    writeLater();
                    return;
                }
                if (!next.hasRemaining()) {
                    waiting.removeFirst();
                }
            }
            if (!out.flush()) {
                writeLater();
                return;
            }
            out.suspendWrites();
            Runnable then = drained;
            drained = () -> {};
            then.run();
        } catch (IOException nobodyReads) {
            fail();
        }
    }

    private void writeLater() {
        out.getWriteSetter().set(channel -> write());
        out.resumeWrites();
    }

    private void finish() {
        try {
            out.shutdownWrites();
            if (!out.flush()) {
                out.getWriteSetter()
                        .set(ChannelListeners.flushingChannelListener(
                                StreamSinkChannel::suspendWrites, (channel, cause) -> fail()));
                out.resumeWrites();
            }
        } catch (IOException nobodyReads) {
            fail();
        }
    }

    private void fail() {
        if (!broken) {
            broken = true;
            gone.run();
        }
    }

    /** Between the parts of JSON a line end is a blank; within a string there is none. */
    private static byte[] onOneLine(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '\n' || bytes[i] == '\r' ? (byte) ' ' : bytes[i];
        }
        return bytes;
    }

    /** Makes one event of an answer that is no stream: a buffer of it at a time, the next when that has been written. */
    private final class Passing {
        private final StreamSourceChannel in;
        private final ByteBufferPool pool;
        private final Pump.Ends ends;

        Passing(StreamSourceChannel in, ByteBufferPool pool, Pump.Ends ends) {
            this.in = in;
            this.pool = pool;
            this.ends = ends;
        }

        /** Not at once: others have their turn, and the stack stays low. */
        void later() {
            drained = () -> exchange.getIoThread().execute(this::go);
            write();
        }

        private void go() {
            if (broken || exchange.isComplete()) {
                return;
            }
            try (PooledByteBuffer pooled = pool.allocate()) {
                ByteBuffer buffer = pooled.getBuffer();
                int count = in.read(buffer);
                if (count == 0) {
                    in.getReadSetter().set(channel -> {
                        channel.suspendReads();
                        go();
                    });
                    in.resumeReads();
                    return;
                }
                if (count > 0) {
                    buffer.flip();
                    waiting.add(ByteBuffer.wrap(onOneLine(buffer)));
                    later();
                    return;
                }
            } catch (IOException cut) {
                ends.sourceBroken(cut);
                return;
            }
            ended = true;
            gone = EventStream.this::close;
            waiting.add(ByteBuffer.wrap(END));
            drained = EventStream.this::finish;
            write();
        }
    }

    /** Collects the beginning of a refusal. */
    private final class Collecting {
        private final StreamSourceChannel in;
        private final ByteBufferPool pool;
        private final byte[] otherwise;
        private final Pump.Ends ends;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream(1024);

        Collecting(StreamSourceChannel in, ByteBufferPool pool, byte[] otherwise, Pump.Ends ends) {
            this.in = in;
            this.pool = pool;
            this.otherwise = otherwise;
            this.ends = ends;
        }

        void go() {
            try (PooledByteBuffer pooled = pool.allocate()) {
                ByteBuffer buffer = pooled.getBuffer();
                int count = in.read(buffer);
                while (count > 0 && collected.size() <= LONGEST_REFUSAL) {
                    buffer.flip();
                    collected.writeBytes(onOneLine(buffer));
                    buffer.clear();
                    count = in.read(buffer);
                }
                if (count == 0) {
                    in.getReadSetter().set(channel -> go());
                    in.resumeReads();
                    return;
                }
                in.suspendReads();
            } catch (IOException cut) {
                ends.sourceBroken(cut);
                return;
            }
            end(isMessage() ? collected.toByteArray() : otherwise);
        }

        private boolean isMessage() {
            try {
                return collected.size() <= LONGEST_REFUSAL
                        && JSON.readTree(collected.toByteArray()).has("jsonrpc");
            } catch (IOException none) {
                return false;
            }
        }
    }
}
