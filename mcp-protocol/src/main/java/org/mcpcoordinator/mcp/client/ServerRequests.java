package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;

/** What a server of the legacy era asks of its client, on the stream of a request or on one of its own. */
final class ServerRequests implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ServerRequests.class.getName());

    private final Wire wire;
    private final ClientRequests requests;
    private final ClientSettings settings;
    private Reply.@Nullable Stream listening;

    ServerRequests(Wire wire, ClientRequests requests, ClientSettings settings) {
        this.wire = wire;
        this.requests = requests;
        this.settings = settings;
    }

    /** Opens the stream that belongs to no request: a server may ask there too. One that has none says 405. */
    void listen(Peer peer) throws IOException, InterruptedException {
        if (settings.input().capabilities().isEmpty()) {
            return;
        }
        HttpResponse<Reply> response = wire.stream(peer, null, wire.deadline());
        if (response.body() instanceof Reply.Stream stream) {
            listening = stream;
            Thread ear = new Thread(() -> hear(peer, stream), "mcp-client-listens");
            ear.setDaemon(true);
            ear.start();
        }
    }

    private void hear(Peer peer, Reply.Stream stream) {
        try {
            for (; ; ) {
                Reply.Arrival arrival = stream.next(Long.MAX_VALUE);
                if (arrival == null || arrival.event() == null) {
                    return;
                }
                byte[] data = arrival.event().data().getBytes(StandardCharsets.UTF_8);
                if (data.length > 0 && mine(peer, Json.read(data)) instanceof Frame.Request question) {
                    answer(peer, question);
                }
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "a server's own stream is no longer read", broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            stream.close();
        }
    }

    /** The request of a legacy server; null for anything else. */
    @Nullable
    Frame mine(Peer peer, JsonNode json) {
        return peer.era() == Era.LEGACY
                        && json.has("method")
                        && Frames.read(json) instanceof Frames.Reading.Read read
                        && read.frame() instanceof Frame.Request
                ? read.frame()
                : null;
    }

    /** Answers it, with what it was asked for or with why not. */
    void answer(Peer peer, Frame.Request question) throws IOException, InterruptedException {
        ClientRequest answer = requests.answer(peer, answered(question));
        HttpResponse<Reply> taken = wire.post(answer, wire.deadline());
        if (taken.body() instanceof Reply.Stream stream) {
            stream.close();
        }
    }

    private Frame answered(Frame.Request question) throws InterruptedException {
        if (question.method().equals("ping")) {
            return new Frame.Result(question.id(), Json.object());
        }
        ObjectNode capabilities = settings.input().capabilities();
        if (!EraTerms.mayAsk(capabilities, question.method())) {
            return new Frame.Failure(
                    question.id(), ErrorCode.METHOD_NOT_FOUND.code(), "this client cannot be asked for that", null);
        }
        try {
            return new Frame.Result(question.id(), settings.input().answer(question.method(), question.params()));
        } catch (IOException unanswered) {
            LOG.log(System.Logger.Level.DEBUG, "a server's question is not answered", unanswered);
            return new Frame.Failure(
                    question.id(), ErrorCode.INTERNAL_ERROR.code(), "the question could not be answered", null);
        }
    }

    @Override
    public void close() {
        if (listening != null) {
            listening.close();
        }
    }
}
