package org.mcpcoordinator.health;

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
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.mcpcoordinator.mcp.client.Answers;
import org.mcpcoordinator.outbound.Relay;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * One HTTP request on its way to a server and back. Its answer is read to the end, {@value #LIMIT} bytes at most; a stream
 * of events, whose end may never come, until {@code complete} holds for what has arrived.
 */
final class Question {
    static final int LIMIT = 4 * 1024 * 1024;

    private final HttpString method;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Predicate<Reply> complete;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    Question(HttpString method, Map<String, String> headers, byte[] body, Predicate<Reply> complete) {
        this.method = method;
        this.headers = headers;
        this.body = body;
        this.complete = complete;
    }

    CompletableFuture<Reply> reply() {
        return reply;
    }

    void answer(Reply given) {
        reply.complete(given);
    }

    void fail(Throwable cause) {
        reply.completeExceptionally(cause);
    }

    /** Goes out on that connection; on its I/O thread. */
    void send(ClientConnection connection, URI endpoint, Ends ends) {
        long before = connection.getStatistics().getRead();
        connection.sendRequest(request(endpoint), new ClientCallback<>() {
            @Override
            public void completed(ClientExchange sending) {
                sending.setResponseListener(new ClientCallback<>() {
                    @Override
                    public void completed(ClientExchange answering) {
                        new Reading(connection, answering, ends).go();
                    }

                    @Override
                    public void failed(IOException cause) {
                        if (connection.getStatistics().getRead() > before) {
                            ends.broken(new Outcome.UnreadableException("the answer is not HTTP"));
                        } else {
                            ends.unsent(cause);
                        }
                    }
                });
                if (body.length > 0) {
                    write(sending.getRequestChannel(), ByteBuffer.wrap(body), ends);
                }
            }

            @Override
            public void failed(IOException cause) {
                ends.unsent(cause);
            }
        });
    }

    private ClientRequest request(URI endpoint) {
        String path = endpoint.getRawPath() == null || endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        ClientRequest request = new ClientRequest()
                .setMethod(method)
                .setPath(endpoint.getRawQuery() == null ? path : path + "?" + endpoint.getRawQuery());
        HeaderMap out = request.getRequestHeaders();
        out.put(Headers.HOST, Relay.authority(endpoint));
        if (body.length > 0) {
            out.put(Headers.CONTENT_LENGTH, body.length);
        }
        headers.forEach((name, value) -> out.put(new HttpString(name), value));
        return request;
    }

    private static void write(StreamSinkChannel out, ByteBuffer bytes, Ends ends) {
        try {
            while (bytes.hasRemaining()) {
                if (out.write(bytes) == 0) {
                    out.getWriteSetter().set(channel -> write(out, bytes, ends));
                    out.resumeWrites();
                    return;
                }
            }
            out.shutdownWrites();
            if (!out.flush()) {
                out.getWriteSetter().set(channel -> write(out, bytes, ends));
                out.resumeWrites();
            } else {
                out.suspendWrites();
            }
        } catch (IOException gone) {
            ends.unsent(gone);
        }
    }

    /** What may become of it. */
    interface Ends {
        /** True while somebody waits for the answer. */
        boolean counts();

        /** @param more true if the server may go on sending */
        void answered(Reply reply, boolean more);

        /** The connection broke before anything of an answer came. */
        void unsent(IOException cause);

        /** The connection broke in the middle of the answer. */
        void broken(IOException cause);
    }

    /** Collects the answer. */
    private final class Reading {
        private final ClientConnection connection;
        private final ClientResponse response;
        private final StreamSourceChannel in;
        private final Ends ends;
        private final boolean stream;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream(512);

        Reading(ClientConnection connection, ClientExchange answering, Ends ends) {
            this.connection = connection;
            this.response = answering.getResponse();
            this.in = answering.getResponseChannel();
            this.ends = ends;
            this.stream = Answers.isEventStream(response.getResponseHeaders().getFirst(Headers.CONTENT_TYPE));
        }

        void go() {
            if (!ends.counts()) {
                return;
            }
            try (PooledByteBuffer pooled = connection.getBufferPool().allocate()) {
                ByteBuffer buffer = pooled.getBuffer();
                int count = take(buffer);
                while (count > 0) {
                    count = take(buffer);
                }
                if (count < 0) {
                    ends.answered(soFar(), false);
                } else if (stream && collected.size() > 0 && complete.test(soFar())) {
                    ends.answered(soFar(), true);
                } else {
                    in.getReadSetter().set(channel -> go());
                    in.resumeReads();
                }
            } catch (IOException broken) {
                ends.broken(broken);
            }
        }

        private int take(ByteBuffer buffer) throws IOException {
            int count = in.read(buffer);
            buffer.flip();
            byte[] part = new byte[buffer.remaining()];
            buffer.get(part);
            buffer.clear();
            collected.writeBytes(part);
            if (collected.size() > LIMIT) {
                throw new Outcome.UnreadableException("the answer is longer than " + LIMIT + " bytes");
            }
            return count;
        }

        private Reply soFar() {
            return new Reply(response.getResponseCode(), response.getResponseHeaders(), collected.toByteArray());
        }
    }
}
