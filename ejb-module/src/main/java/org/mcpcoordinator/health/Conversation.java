package org.mcpcoordinator.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.client.Answer;
import org.mcpcoordinator.mcp.client.Answers;
import org.mcpcoordinator.mcp.client.ClientRequest;
import org.mcpcoordinator.mcp.client.ClientRequests;
import org.mcpcoordinator.mcp.client.Peer;

/**
 * How one server is asked whether it is well. The era is found out by the first question and remembered: a modern server
 * is asked {@code server/discover}; a legacy one that gives sessions is pinged in one session that is kept, and begun
 * anew when it has ended; a legacy one without sessions is asked for its tools. One question at a time.
 */
final class Conversation {
    private static final ClientRequests REQUESTS = new ClientRequests("coordinator-health", "1");

    /** In the modern era an id need only differ from those of open requests: always the same one is fine. */
    private static final long DISCOVER_ID = 1;

    private static final Duration GOOD_BYE = Duration.ofSeconds(2);

    private final HttpClient http;
    private final URI endpoint;
    private final Map<String, String> headers;
    private final AtomicReference<@Nullable AnswerBody> body = new AtomicReference<>();
    private volatile @Nullable Peer peer;
    private volatile @Nullable CompletableFuture<?> sending;
    private long ids = DISCOVER_ID;

    Conversation(HttpClient http, URI endpoint, Map<String, String> headers) {
        this.http = http;
        this.endpoint = endpoint;
        this.headers = headers;
    }

    /** Asks; the future never fails. */
    CompletableFuture<Outcome> ask() {
        leaveStream();
        Peer known = peer;
        return (known == null ? meet() : askAgain(known)).exceptionally(Outcome::of);
    }

    /** Waits no longer for the answer that is under way: it ends as SLOW. */
    void giveUp() {
        CompletableFuture<?> open = sending;
        if (open != null) {
            open.cancel(true);
        }
        leaveStream();
    }

    /** How the server is spoken to; null if that is not known yet. */
    @Nullable
    Peer peer() {
        return peer;
    }

    /** Says good-bye to a session; its server would keep it for ever. Does not wait for the answer. */
    void end() {
        giveUp();
        Peer known = peer;
        peer = null;
        if (known != null && known.sessionId() != null) {
            HttpRequest.Builder delete = HttpRequest.newBuilder(endpoint)
                    .timeout(GOOD_BYE)
                    .header(McpHeaders.SESSION_ID, known.sessionId())
                    .header(McpHeaders.PROTOCOL_VERSION, known.revision().id())
                    .DELETE();
            headers.forEach(delete::setHeader);
            CompletableFuture<?> leaving = http.sendAsync(delete.build(), HttpResponse.BodyHandlers.discarding());
            sending = leaving;
        }
    }

    private CompletableFuture<Outcome> meet() {
        ClientRequest discover = REQUESTS.discover(DISCOVER_ID);
        return send(discover).thenCompose(response -> {
            if (read(response, discover).eraFromDiscover().isPresent()) {
                peer = Peer.MODERN;
                return CompletableFuture.completedFuture(Outcome.ANSWERS);
            }
            return initialize();
        });
    }

    private CompletableFuture<Outcome> initialize() {
        peer = null;
        ClientRequest initialize = REQUESTS.initialize(++ids);
        return send(initialize).thenCompose(response -> {
            if (!(read(response, initialize) instanceof Answer.Result greeting)) {
                return CompletableFuture.completedFuture(
                        Outcome.wrong("neither server/discover nor initialize is answered in MCP (HTTP "
                                + response.statusCode() + ")"));
            }
            Revision revision = Revision.of(
                            greeting.result().path("protocolVersion").asText(""))
                    .filter(known -> known.era() == Era.LEGACY)
                    .orElse(Revision.NEWEST_LEGACY);
            Peer met = new Peer(
                    revision,
                    response.headers().firstValue(McpHeaders.SESSION_ID).orElse(null));
            return send(REQUESTS.initialized(met)).thenApply(ignored -> {
                peer = met;
                return Outcome.ANSWERS;
            });
        });
    }

    private CompletableFuture<Outcome> askAgain(Peer known) {
        ClientRequest question = known.era() == Era.LEGACY && known.sessionId() == null
                ? REQUESTS.request(known, ++ids, "tools/list", JsonNodeFactory.instance.objectNode())
                : REQUESTS.alive(known, known.era() == Era.MODERN ? DISCOVER_ID : ++ids);
        return send(question).thenCompose(response -> {
            Answer answer = read(response, question);
            if (answer instanceof Answer.Result || isAlive(known, answer)) {
                return CompletableFuture.completedFuture(Outcome.ANSWERS);
            }
            if (known.sessionId() != null && (response.statusCode() == 404 || response.statusCode() == 400)) {
                return initialize();
            }
            peer = null;
            return CompletableFuture.completedFuture(Outcome.wrong(said(answer, response.statusCode())));
        });
    }

    /** Some errors prove as much as a result: a modern server's own codes, and a server that has no tools to list. */
    private static boolean isAlive(Peer known, Answer answer) {
        return known.era() == Era.MODERN
                ? answer.eraFromDiscover().isPresent()
                : known.sessionId() == null && answer instanceof Answer.Refused refused && refused.code() == -32601;
    }

    private static String said(Answer answer, int status) {
        if (answer instanceof Answer.Refused refused) {
            return refused.message() + " (" + refused.code() + ", HTTP " + status + ")";
        }
        return answer instanceof Answer.Unreadable unreadable ? unreadable.reason() : "not an answer";
    }

    private CompletableFuture<HttpResponse<byte[]>> send(ClientRequest request) {
        HttpRequest.Builder post =
                HttpRequest.newBuilder(endpoint).POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        headers.forEach(post::setHeader);
        request.headers().forEach(post::setHeader);
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(post.build(), opening(request.id(), body));
        sending = answer;
        return answer;
    }

    /** Knows of this conversation no more than it needs: an idle connection keeps the last one, which must not keep the client. */
    private static HttpResponse.BodyHandler<byte[]> opening(
            @Nullable JsonNode id, AtomicReference<@Nullable AnswerBody> body) {
        return head -> {
            String type = head.headers().firstValue("Content-Type").orElse(null);
            AnswerBody opened = new AnswerBody(
                    Answers.isEventStream(type),
                    soFar -> !(Answers.read(head.statusCode(), type, soFar, id) instanceof Answer.Unreadable));
            body.set(opened);
            return opened;
        };
    }

    private static Answer read(HttpResponse<byte[]> response, ClientRequest request) {
        return Answers.read(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(null),
                response.body(),
                request.id());
    }

    private void leaveStream() {
        AnswerBody open = body.getAndSet(null);
        if (open != null) {
            open.leave();
        }
    }
}
