package org.mcpcoordinator.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.undertow.util.Methods;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Eras;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.client.Answer;
import org.mcpcoordinator.mcp.client.Answers;
import org.mcpcoordinator.mcp.client.ClientRequest;
import org.mcpcoordinator.mcp.client.ClientRequests;
import org.mcpcoordinator.mcp.client.Peer;
import org.mcpcoordinator.runtime.SseTarget;

/**
 * How one server is asked whether it is well. The era is found out by the first question and remembered: a modern server
 * is asked {@code server/discover}; a legacy one that gives sessions is pinged in one session that is kept, and begun
 * anew when it has ended; a legacy one without sessions is asked for its tools. One question at a time.
 */
final class Conversation {
    private static final ClientRequests REQUESTS = new ClientRequests("coordinator-health", "1");

    /** In the modern era an id need only differ from those of open requests: always the same one is fine. */
    private static final long DISCOVER_ID = 1;

    private static final ClientRequest DISCOVER = REQUESTS.discover(DISCOVER_ID);

    private static final byte[] NOTHING = {};

    /** As servers of HTTP+SSE answer {@code initialize} (2025-03-26, Transports, Backwards Compatibility). */
    private static final Set<Integer> MAYBE_OLD = Set.of(400, 404, 405);

    private static final int OK = 200;

    private static final String OLD =
            "; if it speaks HTTP+SSE of 2024-11-05, its definition wants \"transport\": \"sse\"";

    private final Line line;
    private final Map<String, String> headers;
    /** Why it must not be asked; empty if it may. */
    private final String refusal;

    private final Consumer<Eras> met;
    private volatile @Nullable Peer peer;
    private long ids = DISCOVER_ID;
    private Eras told = Eras.UNKNOWN;
    private boolean legacyAsked;

    /** @param met hears which eras the server speaks, and when that is another answer than before */
    Conversation(Line line, Map<String, String> headers, String refusal, Consumer<Eras> met) {
        this.line = line;
        this.headers = headers;
        this.refusal = refusal;
        this.met = met;
    }

    /** Asks; the future never fails. */
    CompletableFuture<Outcome> ask() {
        if (!refusal.isEmpty()) {
            return CompletableFuture.completedFuture(new Outcome(Reason.LAUNCH_FAILED, refusal));
        }
        Peer known = peer;
        return (known == null ? meet() : askAgain(known)).exceptionally(Outcome::of);
    }

    /** Waits no longer for the answer that is under way: it ends as SLOW. */
    void giveUp() {
        line.giveUp();
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
            CompletableFuture<Reply> unused = line.ask(goodBye(known));
        }
        line.end();
    }

    private CompletableFuture<Outcome> meet() {
        return send(DISCOVER).thenCompose(response -> {
            if (read(response, DISCOVER).eraFromDiscover().isPresent()) {
                peer = Peer.MODERN;
                legacyAsked = false;
                tell(Eras.UNKNOWN);
                return CompletableFuture.completedFuture(Outcome.ANSWERS);
            }
            return initialize();
        });
    }

    private CompletableFuture<Outcome> initialize() {
        peer = null;
        ClientRequest initialize = REQUESTS.initialize(++ids);
        return send(initialize).thenCompose(response -> {
            Answer answer = read(response, initialize);
            if (!(answer instanceof Answer.Result greeting)) {
                String detail = "neither server/discover nor initialize is answered in MCP (HTTP " + response.status()
                        + ")" + (MAYBE_OLD.contains(response.status()) ? OLD : "");
                return CompletableFuture.completedFuture(bridged(answer).orElseGet(() -> Outcome.wrong(detail)));
            }
            Revision revision = Revision.of(
                            greeting.result().path("protocolVersion").asText(""))
                    .filter(known -> known.era() == Era.LEGACY)
                    .orElse(Revision.NEWEST_LEGACY);
            Peer greeted = new Peer(revision, response.header(McpHeaders.SESSION_ID));
            return send(REQUESTS.initialized(greeted)).thenApply(ignored -> {
                peer = greeted;
                tell(Eras.LEGACY);
                return Outcome.ANSWERS;
            });
        });
    }

    private CompletableFuture<Outcome> askAgain(Peer known) {
        ClientRequest question = question(known);
        return send(question).thenCompose(response -> judge(known, response, read(response, question)));
    }

    private ClientRequest question(Peer known) {
        if (known.era() == Era.MODERN) {
            return DISCOVER;
        }
        return known.sessionId() == null
                ? REQUESTS.request(known, ++ids, "tools/list", JsonNodeFactory.instance.objectNode())
                : REQUESTS.alive(known, ++ids);
    }

    private CompletableFuture<Outcome> judge(Peer known, Reply response, Answer answer) {
        boolean stateless = known.era() == Era.LEGACY && known.sessionId() == null;
        if (stateless && response.status() == 404) {
            // So says a modern server of what it does not know; a legacy one says it with 200.
            return meet();
        }
        if (answer instanceof Answer.Result || isAlive(known, answer)) {
            return known.era() == Era.MODERN && !legacyAsked
                    ? askForLegacy()
                    : CompletableFuture.completedFuture(Outcome.ANSWERS);
        }
        if (known.sessionId() != null && (response.status() == 404 || response.status() == 400)) {
            return initialize();
        }
        peer = null;
        return CompletableFuture.completedFuture(
                bridged(answer).orElseGet(() -> Outcome.wrong(said(answer, response.status()))));
    }

    /** Whoever bridges HTTP+SSE has seen what is wrong; a server's own errors come with 200. */
    private Optional<Outcome> bridged(Answer answer) {
        if (!headers.containsKey(SseTarget.HEADER)
                || !(answer instanceof Answer.Refused refused)
                || refused.status() == OK) {
            return Optional.empty();
        }
        String seen =
                refused.data() == null ? "" : refused.data().path("reason").asText();
        Reason reason = Stream.of(Reason.REFUSED, Reason.SLOW, Reason.CUT)
                .filter(each -> each.name().equals(seen))
                .findFirst()
                .orElse(Reason.WRONG_ANSWER);
        return Optional.of(new Outcome(reason, refused.message()));
    }

    /** Whether a modern server can be initialized, too: asked once, by its second probe, which passes whatever it says. */
    private CompletableFuture<Outcome> askForLegacy() {
        // It has answered well already: what comes of this says nothing of how it is.
        legacyAsked = true;
        ClientRequest initialize = REQUESTS.initialize(++ids);
        CompletableFuture<Outcome> asked = send(initialize).thenCompose(response -> {
            if (read(response, initialize) instanceof Answer.Result) {
                tell(Eras.BOTH);
                return leave(response.header(McpHeaders.SESSION_ID));
            }
            if (response.status() < 500) {
                tell(Eras.MODERN);
            }
            return CompletableFuture.completedFuture(Outcome.ANSWERS);
        });
        return asked.exceptionally(noMatter -> Outcome.ANSWERS);
    }

    private CompletableFuture<Outcome> leave(@Nullable String session) {
        if (session == null) {
            return CompletableFuture.completedFuture(Outcome.ANSWERS);
        }
        return line.ask(goodBye(new Peer(Revision.NEWEST_LEGACY, session))).thenApply(reply -> Outcome.ANSWERS);
    }

    private Question goodBye(Peer known) {
        Map<String, String> leaving = new HashMap<>(headers);
        leaving.put(McpHeaders.SESSION_ID, String.valueOf(known.sessionId()));
        leaving.put(McpHeaders.PROTOCOL_VERSION, known.revision().id());
        return new Question(Methods.DELETE, leaving, NOTHING, reply -> true);
    }

    private void tell(Eras eras) {
        if (told != eras) {
            told = eras;
            met.accept(eras);
        }
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

    private CompletableFuture<Reply> send(ClientRequest request) {
        Map<String, String> sent = new HashMap<>(headers);
        sent.putAll(request.headers());
        JsonNode id = request.id();
        return line.ask(new Question(
                Methods.POST, sent, request.body(), soFar -> !(read(soFar, id) instanceof Answer.Unreadable)));
    }

    private static Answer read(Reply reply, ClientRequest request) {
        return read(reply, request.id());
    }

    private static Answer read(Reply reply, @Nullable JsonNode id) {
        return Answers.read(reply.status(), reply.header("Content-Type"), reply.body(), id);
    }
}
