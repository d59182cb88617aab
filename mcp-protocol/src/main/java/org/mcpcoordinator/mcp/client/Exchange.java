package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

/**
 * One request and its answer. Where the answer comes as a stream, what the server asks meanwhile is answered; a legacy
 * server's stream that ends too early is taken up again.
 */
final class Exchange {
    /** Longer answers are read one at a time: a tree takes many times the bytes it was read from. */
    private static final int LARGE = 128 << 10;

    private static final ReentrantLock LARGE_ONES = new ReentrantLock();

    /** What a server may end its stream with, and have it taken up again, before it has answered. */
    private static final int MOST_RESUMPTIONS = 100;

    private static final long WAIT_MILLIS = 1000;

    private final Wire wire;
    private final Peer peer;
    private final ClientRequest request;
    private final ServerRequests asked;
    private @Nullable String last;
    private long waitMillis = WAIT_MILLIS;

    Exchange(Wire wire, Peer peer, ClientRequest request, ServerRequests asked) {
        this.wire = wire;
        this.peer = peer;
        this.request = request;
        this.asked = asked;
    }

    /**
     * An answer with the head that it came under.
     *
     * @param head of the response to the request itself
     */
    record Answered(HttpResponse<Reply> head, Answer answer) {}

    Answered run() throws IOException, InterruptedException {
        long deadline = wire.deadline();
        HttpResponse<Reply> response = wire.post(request, deadline);
        if (request.id() == null) {
            if (response.body() instanceof Reply.Stream stream) {
                stream.close();
            }
            return new Answered(response, new Answer.Accepted());
        }
        return new Answered(response, answer(response, request.id(), deadline));
    }

    private Answer answer(HttpResponse<Reply> response, JsonNode id, long deadline)
            throws IOException, InterruptedException {
        HttpResponse<Reply> current = response;
        for (int resumed = 0; ; resumed++) {
            int status = current.statusCode();
            if (current.body() instanceof Reply.Whole whole) {
                String type = current.headers().firstValue("Content-Type").orElse(null);
                return resumed == 0
                        ? sparing(whole.bytes().length, () -> Answers.read(status, type, whole.bytes(), id))
                        : new Answer.Unreadable(status, "its stream ended, and cannot be taken up again");
            }
            try (Reply.Stream stream = (Reply.Stream) current.body()) {
                Answer answer = read(stream, status, id, deadline);
                if (answer != null) {
                    return answer;
                }
            }
            if (peer.era() == Era.MODERN || last == null || resumed == MOST_RESUMPTIONS) {
                return new Answer.Unreadable(status, "the stream ended without the answer");
            }
            pause(deadline);
            current = wire.stream(peer, last, deadline);
        }
    }

    /** Null if the stream ends before. */
    private @Nullable Answer read(Reply.Stream stream, int status, JsonNode id, long deadline)
            throws IOException, InterruptedException {
        long until = deadline;
        for (Event event = next(stream, until); event != null; event = next(stream, until)) {
            last = event.id() == null ? last : event.id();
            waitMillis = event.retryMillis() < 0 ? waitMillis : event.retryMillis();
            JsonNode json = json(event);
            if (asked.mine(peer, json) instanceof Frame.Request question) {
                long began = System.nanoTime();
                asked.answer(peer, question);
                until += System.nanoTime() - began;
                continue;
            }
            Answer answer = Answers.message(status, json, id);
            if (!(answer instanceof Answer.Unreadable)) {
                return answer;
            }
        }
        return null;
    }

    /** Null at the end; a stream that cannot be taken up again ends as it broke. */
    private @Nullable Event next(Reply.Stream stream, long until) throws IOException, InterruptedException {
        Reply.Arrival arrival = stream.next(until - System.nanoTime());
        if (arrival == null) {
            throw wire.late();
        }
        if (arrival.failure() != null && (peer.era() == Era.MODERN || last == null)) {
            throw arrival.failure();
        }
        return arrival.event();
    }

    /** Missing for what is none: what the server means by that is not ours to know, and the answer may come yet. */
    private static JsonNode json(Event event) {
        byte[] data = event.data().getBytes(StandardCharsets.UTF_8);
        try {
            return data.length == 0 ? MissingNode.getInstance() : sparing(data.length, () -> Json.read(data));
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private void pause(long deadline) throws IOException, InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
        if (deadline - System.nanoTime() < nanos) {
            throw wire.late();
        }
        boolean unused = new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Reads something of that length. */
    private static <T> T sparing(int length, Reading<T> reading) throws IOException {
        if (length <= LARGE) {
            return reading.read();
        }
        LARGE_ONES.lock();
        try {
            return Objects.requireNonNull(reading.read());
        } finally {
            LARGE_ONES.unlock();
        }
    }

    private interface Reading<T> {
        T read() throws IOException;
    }
}
