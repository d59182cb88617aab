package org.mcpcoordinator.web.gateway.sse;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.Posted;
import org.mcpcoordinator.runtime.SseTarget;
import org.mcpcoordinator.web.gateway.era.Reply;
import org.mcpcoordinator.web.gateway.era.Wires;
import org.xnio.XnioIoThread;

/**
 * Sessions at servers that speak HTTP+SSE: begun by {@code initialize}, ended by DELETE, by the end of the server's stream, or
 * when nobody has used them for long. Safe for any thread.
 */
public final class SseSessions {
    /** More than these are not begun. */
    public static final int MOST = 2_000;

    private static final int CLOSING_MILLIS = 1_000;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, SseSession> sessions = new ConcurrentHashMap<>();
    private final Wires wires;
    private final int most;
    private final Duration idle;

    /**
     * Sessions over connections of their own.
     *
     * @param limit until a server must have begun to answer
     * @param idle after that a session that nobody uses ends
     * @param most that there are at a time
     */
    public SseSessions(Duration limit, Duration idle, int most) {
        this.wires = new Wires(limit);
        this.most = most;
        this.idle = idle;
    }

    /** How many there are. */
    public int size() {
        return sessions.size();
    }

    /**
     * Takes a request.
     *
     * @param home its I/O thread, on which it is called
     * @param place which copy of which server it is for: sessions of one are unknown to the other
     */
    public void take(XnioIoThread home, String place, SseTarget target, HttpQuestion question, Reply reply) {
        switch (question.method()) {
            case "POST" -> post(home, place, target, question, reply);
            case "GET" -> get(place, target, question, reply);
            case "DELETE" ->
                with(place, target, question, reply, session -> {
                    session.end();
                    reply.complete(200, new byte[0]);
                });
            default ->
                reply.complete(
                        405,
                        Map.of("Allow", "POST, GET, DELETE"),
                        HttpAnswer.refused(405, ErrorCode.INVALID_REQUEST, "only POST, GET and DELETE are served here")
                                .body());
        }
    }

    /** Ends all of them, and waits a moment until they have: their threads are ended next. On none of these. */
    public void close() {
        CompletableFuture<?>[] ends = sessions.values().stream()
                .map(session -> {
                    CompletableFuture<Void> ended = new CompletableFuture<>();
                    session.on(() -> {
                        session.end();
                        ended.complete(null);
                    });
                    return ended;
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, CLOSING_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    private void get(String place, SseTarget target, HttpQuestion question, Reply reply) {
        if (question.header("Accept")
                .filter(accept -> accept.contains("text/event-stream"))
                .isEmpty()) {
            refuse(reply, 406, "Accept must name text/event-stream");
        } else {
            with(place, target, question, reply, session -> session.listen(reply));
        }
    }

    private void post(XnioIoThread home, String place, SseTarget target, HttpQuestion question, Reply reply) {
        Posted posted = Posted.read(question);
        if (posted instanceof Posted.Unreadable unreadable) {
            reply.complete(unreadable.answer().status(), unreadable.answer().body());
            return;
        }
        Frame frame = ((Posted.Message) posted).frame();
        if (frame instanceof Frame.Request request && request.method().equals("initialize")) {
            begin(home, place, target, request, question.body(), reply);
        } else {
            with(place, target, question, reply, session -> session.take(frame, question.body(), reply));
        }
    }

    private void begin(
            XnioIoThread home, String place, SseTarget target, Frame.Request initialize, byte[] body, Reply reply) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        String id = "sse-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        SseSession session = new SseSession(id, place, target, wires, home, idle, () -> sessions.remove(id));
        if (admit(session)) {
            session.begin(initialize, body, reply);
        } else {
            refuse(reply, 503, most + " sessions with servers of HTTP+SSE are in use; try again in a moment");
        }
    }

    /**
     * The one that has been idle for longest gives way, then one that is only listened to: else whoever listens often enough
     * would keep all others out, the probes too. None does that is called.
     */
    private synchronized boolean admit(SseSession session) {
        if (sessions.size() >= most) {
            Optional<SseSession> least = sessions.values().stream()
                    .filter(each -> each.demand() != SseSession.Demand.CALLED)
                    .min(Comparator.comparing(SseSession::demand).thenComparingLong(SseSession::usedAt));
            if (least.isEmpty()) {
                return false;
            }
            sessions.remove(least.get().id());
            least.get().on(least.get()::end);
        }
        sessions.put(session.id(), session);
        return true;
    }

    private void with(String place, SseTarget target, HttpQuestion question, Reply reply, Use use) {
        Optional<String> id = question.header(McpHeaders.SESSION_ID).map(String::strip);
        if (id.isEmpty()) {
            refuse(reply, 400, "this server speaks in sessions only; begin one with initialize");
            return;
        }
        SseSession session = sessions.get(id.get());
        if (session == null || !session.isOf(place, target)) {
            refuse(reply, 404, "this session has ended; initialize again");
            return;
        }
        session.on(() -> {
            if (session.isOver()) {
                refuse(reply, 404, "this session has ended; initialize again");
            } else {
                session.use(target);
                use.of(session);
            }
        });
    }

    private interface Use {
        void of(SseSession session);
    }

    private static void refuse(Reply reply, int status, String sentence) {
        reply.complete(
                status,
                HttpAnswer.refused(status, ErrorCode.INVALID_REQUEST, sentence).body());
    }
}
