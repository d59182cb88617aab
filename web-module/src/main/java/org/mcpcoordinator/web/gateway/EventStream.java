package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * An answer that has begun as an event stream before its server was there: its caller hears that the server is being
 * started, and then what the server says, whether that comes as a stream or not. On one I/O thread.
 */
final class EventStream {
    private static final byte[] BEGIN = "event: message\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final StreamSinkChannel out;
    private final Runnable gone;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private Runnable drained = () -> {};
    private boolean broken;

    private EventStream(StreamSinkChannel out, Runnable gone) {
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
        return new EventStream(exchange.getResponseChannel(), gone);
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

    /** The last message; JSON without line ends. */
    void end(byte[] message) {
        drained = this::finish;
        send(message);
    }

    /** Passes on what the server answers. */
    void pass(ClientExchange answering, ByteBufferPool pool, long most, Pump.Ends ends) {
        StreamSourceChannel in = answering.getResponseChannel();
        if (Headline.isEventStream(answering.getResponse().getResponseHeaders())) {
            drained = () -> new Pump(in, out, pool, ends).move();
            write();
        } else {
            new Collecting(in, pool, most, ends).go();
        }
    }

    private void send(byte[] message) {
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

    /** Collects an answer that is no stream. */
    private final class Collecting {
        private final StreamSourceChannel in;
        private final ByteBufferPool pool;
        private final long most;
        private final Pump.Ends ends;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream(1024);

        Collecting(StreamSourceChannel in, ByteBufferPool pool, long most, Pump.Ends ends) {
            this.in = in;
            this.pool = pool;
            this.most = most;
            this.ends = ends;
        }

        void go() {
            try (PooledByteBuffer pooled = pool.allocate()) {
                ByteBuffer buffer = pooled.getBuffer();
                int count = in.read(buffer);
                while (count > 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        byte next = buffer.get();
                        // Between the parts of JSON a line end is a blank; within a string there is none.
                        collected.write(next == '\n' || next == '\r' ? ' ' : next);
                    }
                    buffer.clear();
                    if (collected.size() > most) {
                        throw new IOException("the answer is longer than " + most + " bytes");
                    }
                    count = in.read(buffer);
                }
                if (count < 0) {
                    end(collected.toByteArray());
                } else {
                    in.getReadSetter().set(channel -> go());
                    in.resumeReads();
                }
            } catch (IOException cut) {
                ends.sourceBroken(cut);
            }
        }
    }
}
