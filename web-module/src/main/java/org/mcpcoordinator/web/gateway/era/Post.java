package org.mcpcoordinator.web.gateway.era;

import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.client.ClientResponse;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.client.Answers;
import org.mcpcoordinator.outbound.Relay;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** One HTTP request to a server and what comes back, message by message. On one I/O thread; never sent twice. */
public final class Post {
    /** The longest message that is read, in bytes. */
    static final int LONGEST = 16 << 20;

    /** Read at one go; then others have their turn. */
    private static final int TURN = 128 << 10;

    private static final int REST_MILLIS = 500;

    private final Wires wires;
    private final XnioIoThread thread;
    private final URI address;
    private final ClientRequest request;
    private final byte[] body;
    private Ends ends;
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream(512);
    private final Events events;
    private XnioExecutor.Key deadline;
    private @Nullable ClientConnection connection;
    private boolean stream;
    private boolean over;
    private long held;

    /** What may become of it; after {@link #ended} or {@link #broken} nothing comes. */
    public interface Ends {
        /** The answer begins. */
        void head(int status, HeaderMap headers);

        /** A message: an event of a stream, or the whole body; JSON, if the server keeps to the rules. */
        void message(byte[] json);

        /**
         * An event of a stream.
         *
         * @param type as the stream names it; empty if it does not
         */
        default void event(String type, byte[] data) {
            message(data);
        }

        /** All has been said. */
        void ended();

        /**
         * It ends without having been said to its end.
         *
         * @param sent false if nothing of the request can have reached the server
         */
        void broken(Break how, boolean sent);

        /** It could not be connected to, for that reason; {@link #broken} is told after it. */
        default void away(IOException cause) {}
    }

    /** How an answer fails to come. */
    public enum Break {
        AWAY,
        SILENT,
        CUT,
        TOO_LONG
    }

    private Post(
            Wires wires,
            XnioIoThread thread,
            Route route,
            HttpString method,
            Map<String, String> headers,
            byte[] body,
            Ends ends) {
        this.wires = wires;
        this.thread = thread;
        this.address = route.address();
        this.body = body;
        this.ends = ends;
        this.events = new Events(this::heard);
        this.request = request(route, method, headers, body);
        this.deadline = thread.executeAfter(
                () -> fail(Break.SILENT, true), wires.limit().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends it; on that thread. */
    public static Post send(
            Wires wires,
            XnioIoThread thread,
            Route route,
            HttpString method,
            Map<String, String> headers,
            byte[] body,
            Ends ends) {
        Post post = new Post(wires, thread, route, method, headers, body, ends);
        try {
            wires.take(thread, route.address(), post.new Connecting());
        } catch (RuntimeException unusable) {
            post.fail(Break.AWAY, false);
        }
        return post;
    }

    /**
     * What was waited for has come: the rest is read and thrown away, if it comes soon, so that the connection serves the
     * next request.
     */
    public void letGo() {
        if (!over) {
            ends = UpstreamSessions.silent();
            deadline.remove();
            deadline = thread.executeAfter(this::hangUp, REST_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Nobody wants to hear any more of it. */
    public void hangUp() {
        if (!over) {
            over();
            if (connection != null) {
                Wires.cut(connection);
            }
        }
    }

    private static ClientRequest request(Route route, HttpString method, Map<String, String> headers, byte[] body) {
        URI to = route.address();
        String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
        ClientRequest request = new ClientRequest()
                .setMethod(method)
                .setPath(to.getRawQuery() == null ? path : path + "?" + to.getRawQuery());
        HeaderMap out = request.getRequestHeaders();
        out.put(Headers.HOST, Relay.authority(to));
        if (body.length > 0) {
            out.put(Headers.CONTENT_LENGTH, body.length);
        }
        headers.forEach((name, value) -> out.put(new HttpString(name), value));
        route.headers().forEach((name, value) -> out.put(new HttpString(name), value));
        return request;
    }

    private final class Connecting implements ClientCallback<ClientConnection> {
        @Override
        public void completed(ClientConnection made) {
            if (over) {
                Wires.cut(made);
                return;
            }
            connection = made;
            made.sendRequest(request, new ClientCallback<>() {
                @Override
                public void completed(ClientExchange sending) {
                    sending.setResponseListener(new Answering());
                    if (body.length > 0) {
                        write(sending.getRequestChannel(), ByteBuffer.wrap(body));
                    }
                }

                @Override
                public void failed(IOException cause) {
                    fail(Break.CUT, true);
                }
            });
        }

        @Override
        public void failed(IOException refused) {
            if (!over) {
                ends.away(refused);
            }
            fail(Break.AWAY, false);
        }
    }

    private final class Answering implements ClientCallback<ClientExchange> {
        @Override
        public void completed(ClientExchange answering) {
            if (over) {
                return;
            }
            ClientResponse response = answering.getResponse();
            stream = Answers.isEventStream(response.getResponseHeaders().getFirst(Headers.CONTENT_TYPE));
            if (stream) {
                deadline.remove();
            }
            ends.head(response.getResponseCode(), response.getResponseHeaders());
            if (!over) {
                read(answering.getResponseChannel());
            }
        }

        @Override
        public void failed(IOException cause) {
            fail(Break.CUT, true);
        }
    }

    private void write(StreamSinkChannel out, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                if (out.write(bytes) == 0) {
                    out.getWriteSetter().set(channel -> write(out, bytes));
                    out.resumeWrites();
                    return;
                }
            }
            out.shutdownWrites();
            if (out.flush()) {
                out.suspendWrites();
            } else {
                out.getWriteSetter().set(channel -> write(out, bytes));
                out.resumeWrites();
            }
        } catch (IOException readsNoMore) {
            // An answer may come all the same; if none does, the broken connection says so.
            out.suspendWrites();
        }
    }

    private void read(StreamSourceChannel in) {
        if (over || connection == null) {
            return;
        }
        try (PooledByteBuffer pooled = connection.getBufferPool().allocate()) {
            ByteBuffer buffer = pooled.getBuffer();
            int count = in.read(buffer);
            int read = 0;
            while (count > 0 && !over) {
                read += count;
                buffer.flip();
                take(buffer);
                buffer.clear();
                if (read >= TURN && !over) {
                    in.getReadSetter().set(channel -> read(in));
                    in.resumeReads();
                    return;
                }
                count = over ? 0 : in.read(buffer);
            }
            if (over) {
                return;
            }
            if (count == 0) {
                in.getReadSetter().set(channel -> read(in));
                in.resumeReads();
                return;
            }
            end();
        } catch (IOException cut) {
            fail(Break.CUT, true);
        }
    }

    private void take(ByteBuffer bytes) {
        if (stream) {
            events.take(bytes);
            hold(events.kept());
        } else {
            byte[] piece = new byte[bytes.remaining()];
            bytes.get(piece);
            whole.writeBytes(piece);
            hold(whole.size());
        }
    }

    private void hold(int kept) {
        int more = (int) (kept - held);
        if (over) {
            return;
        }
        if (kept > LONGEST || (more > 0 && !wires.room(more))) {
            fail(Break.TOO_LONG, true);
        } else {
            if (more < 0) {
                wires.giveRoom(-more);
            }
            held = kept;
        }
    }

    private void heard(byte[] json) {
        if (!over) {
            ends.event(events.type(), json);
        }
    }

    private void end() {
        if (over || connection == null) {
            return;
        }
        over();
        wires.give(thread, address, connection);
        if (!stream && whole.size() > 0) {
            ends.message(whole.toByteArray());
        }
        ends.ended();
    }

    private void fail(Break how, boolean sent) {
        if (!over) {
            hangUp();
            ends.broken(how, sent);
        }
    }

    private void over() {
        over = true;
        deadline.remove();
        wires.giveRoom(held);
        held = 0;
    }
}
