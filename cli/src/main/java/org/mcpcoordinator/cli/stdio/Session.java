package org.mcpcoordinator.cli.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;

/**
 * A legacy client's session, which may end on the other side without the client's doing: its copy was replaced, or an
 * hour went by. Then it is opened anew with what the client said when it opened it, and the client never hears of it.
 */
final class Session {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Gate gate;
    private final Map<String, byte[]> said = new LinkedHashMap<>();
    private volatile @Nullable State state;
    private byte[] opening = new byte[0];
    private byte @Nullable [] initialized;

    Session(Gate gate) {
        this.gate = gate;
    }

    /**
     * What the requests of a session carry.
     *
     * @param turn counts the times it was opened
     * @param id empty where the server keeps no sessions
     */
    record State(int turn, String id, String version) {
        Map<String, String> headers() {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put(McpHeaders.PROTOCOL_VERSION, version);
            if (!id.isEmpty()) {
                headers.put(McpHeaders.SESSION_ID, id);
            }
            return headers;
        }
    }

    /** Null until {@code initialize} was answered. */
    @Nullable
    State state() {
        return state;
    }

    /** The client has opened it. */
    synchronized void opened(byte[] initialize, HttpHeaders headers, JsonNode result) {
        opening = initialize.clone();
        initialized = null;
        said.clear();
        state = next(headers, result);
    }

    /** Remembers what the client tells a session once and for all. */
    synchronized void note(Frame frame, byte[] message) {
        if (frame instanceof Frame.Notification told && told.method().equals("notifications/initialized")) {
            initialized = message.clone();
        } else if (frame instanceof Frame.Request asked) {
            String uri = asked.params().path("uri").asText();
            switch (asked.method()) {
                case "logging/setLevel" -> said.put("level", message.clone());
                case "resources/subscribe" -> said.put("uri " + uri, message.clone());
                case "resources/unsubscribe" -> said.remove("uri " + uri);
                default -> {
                    // Everything else is over with its answer.
                }
            }
        }
    }

    /** The session that follows the one that has ended, within a minute; only one of those who notice opens it. */
    synchronized State after(State ended) throws IOException, InterruptedException {
        State now = state;
        if (now != null && now.turn() != ended.turn()) {
            return now;
        }
        Frame.Request again = own(opening, "open-" + (ended.turn() + 1));
        Exchange exchange = new Exchange(gate, again, again.toBytes());
        long until = System.nanoTime() + LIMIT.toNanos();
        if (!(exchange.ask(Map.of(), message -> {}, LIMIT) instanceof Exchange.Outcome.Answered answered)
                || !answered.message().has("result")) {
            throw new IOException("the session has ended, and the server opens no other");
        }
        State fresh = next(answered.headers(), answered.message().path("result"));
        if (initialized != null) {
            gate.tell(gate.post(initialized, fresh.headers()), LIMIT);
        }
        int count = 0;
        for (byte[] message : said.values()) {
            Duration left = Duration.ofNanos(until - System.nanoTime());
            if (left.isNegative()) {
                // Better a session without a subscription than none.
                break;
            }
            Frame.Request repeated = own(message, "again-" + fresh.turn() + "-" + count++);
            new Exchange(gate, repeated, repeated.toBytes()).ask(fresh.headers(), ignored -> {}, left);
        }
        // Last, so that no other request is said in it before it knows that it is initialized.
        state = fresh;
        return fresh;
    }

    private State next(HttpHeaders headers, JsonNode result) {
        State before = state;
        return new State(
                before == null ? 1 : before.turn() + 1,
                headers.firstValue(McpHeaders.SESSION_ID).orElse(""),
                result.path("protocolVersion").asText(Revision.UNNAMED.id()));
    }

    /** The client's request under an id of ours. */
    private static Frame.Request own(byte[] message, String id) throws IOException {
        ObjectNode copy = (ObjectNode) Json.read(message);
        copy.put("id", "coordinator-stdio-" + id);
        if (Frames.read(copy) instanceof Frames.Reading.Read read && read.frame() instanceof Frame.Request request) {
            return request;
        }
        throw new IOException("no session was opened yet");
    }
}
