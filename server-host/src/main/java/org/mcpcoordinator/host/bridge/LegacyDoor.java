package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;

/**
 * Clients of 2024-11-05 to 2025-11-25. Each has a session of its own; all of them share the one that was begun with the
 * program at its start. Guarded by the child's lock.
 */
final class LegacyDoor {
    private static final String CANCELLED = "notifications/cancelled";

    private final Child child;
    private final Sessions sessions;
    private final Interests interests;

    LegacyDoor(Child child, Sessions sessions, Interests interests) {
        this.child = child;
        this.sessions = sessions;
        this.interests = interests;
    }

    void post(HttpQuestion question, Frame frame, Reply reply) {
        if (frame instanceof Frame.Request request && request.method().equals("initialize")) {
            initialize(request, reply);
            return;
        }
        Optional<Session> found = session(question, reply);
        if (found.isEmpty()) {
            return;
        }
        Session session = found.get();
        if (frame instanceof Frame.Request request) {
            request(session, request, reply);
            return;
        }
        if (frame instanceof Frame.Notification notification) {
            notified(session, notification);
        } else if (frame instanceof Frame.Result result) {
            session.answered(result.id(), result);
        } else if (frame instanceof Frame.Failure failure && failure.id() != null) {
            session.answered(failure.id(), failure);
        }
        reply.complete(202, new byte[0]);
    }

    /** Opens the stream on which a session hears what belongs to no request. */
    void get(HttpQuestion question, Reply reply) {
        Optional<Session> found = session(question, reply);
        if (found.isEmpty()) {
            return;
        }
        Session session = found.get();
        if (session.isNobody()) {
            refuse(reply, 400, "a stream belongs to a session; begin one with initialize");
        } else if (session.stream != null) {
            refuse(reply, 409, "this session has a stream already");
        } else {
            session.stream = reply;
            reply.ifGone(() -> child.soon(() -> {
                if (session.stream == reply) {
                    session.stream = null;
                    session.left(reply);
                }
            }));
            reply.open();
        }
    }

    void delete(HttpQuestion question, Reply reply) {
        session(question, reply).ifPresent(session -> {
            if (session.isNobody()) {
                refuse(reply, 400, "there is no session to end");
            } else {
                sessions.end(session);
                reply.complete(200, new byte[0]);
            }
        });
    }

    private Optional<Session> session(HttpQuestion question, Reply reply) {
        Optional<String> version = question.header(McpHeaders.PROTOCOL_VERSION).map(String::strip);
        if (version.isPresent() && Revision.of(version.get()).isEmpty()) {
            refuse(reply, 400, "MCP-Protocol-Version " + version.get() + " is not served");
            return Optional.empty();
        }
        Optional<String> id = question.header(McpHeaders.SESSION_ID).map(String::strip);
        if (id.isEmpty()) {
            // One for each request: callers without a session share nothing, and their ids may be the same.
            return Optional.of(new Session("", Revision.UNNAMED, Lines.object(), Lines.object()));
        }
        Optional<Session> session = sessions.find(id.get());
        if (session.isEmpty()) {
            refuse(reply, 404, "this session has ended, or never was; begin another one with initialize");
        }
        return session;
    }

    /** Answered from what the program said at its start: it must not be initialized twice. */
    private void initialize(Frame.Request request, Reply reply) {
        Revision revision = agreed(request.params().path("protocolVersion").asText());
        ObjectNode offered = object(request.params().path("capabilities"));
        ObjectNode client = object(request.params().path("clientInfo"));
        if (offered.toString().length() + client.toString().length() > Session.MOST_TOLD) {
            fail(
                    request,
                    reply,
                    ErrorCode.INVALID_PARAMS,
                    "capabilities and clientInfo have more than " + Session.MOST_TOLD + " bytes");
            return;
        }
        Optional<Session> begun = sessions.begin(revision, offered, client);
        if (begun.isEmpty()) {
            refuse(reply, 503, Sessions.MOST + " sessions of this server are in use; try again in a moment");
            return;
        }
        ObjectNode result = Lines.object().put("protocolVersion", revision.id());
        ObjectNode capabilities = child.greeting().capabilities();
        // Tasks of 2025-11-25 are bound to a session that is not the client's here.
        capabilities.remove("tasks");
        capabilities.remove("extensions");
        if (child.greeting().era() == Era.MODERN && capabilities.path("resources") instanceof ObjectNode resources) {
            resources.remove("subscribe");
        }
        result.set("capabilities", capabilities);
        result.set(
                "serverInfo",
                child.greeting()
                        .serverInfo()
                        .orElseGet(() -> Lines.object().put("name", "unnamed").put("version", "0")));
        child.greeting().instructions().ifPresent(text -> result.put("instructions", text));
        reply.complete(
                200, Map.of(McpHeaders.SESSION_ID, begun.get().id), new Frame.Result(request.id(), result).toBytes());
    }

    /** What the client asks for, unless the program speaks an older one: nothing newer can come out of its pipe. */
    private Revision agreed(String wanted) {
        Revision most = child.greeting().era() == Era.LEGACY ? child.greeting().revision() : Revision.NEWEST_LEGACY;
        return Revision.of(wanted)
                .filter(known -> known.era() == Era.LEGACY && known.compareTo(most) < 0)
                .orElse(most);
    }

    private void request(Session session, Frame.Request request, Reply reply) {
        if (session.open.containsKey(request.id())) {
            fail(request, reply, ErrorCode.INVALID_REQUEST, "a request with this id is under way");
            return;
        }
        boolean modern = child.greeting().era() == Era.MODERN;
        switch (request.method()) {
            case "ping" -> alive(request, reply);
            case "logging/setLevel" -> setLevel(session, request, reply, modern);
            case "resources/subscribe", "resources/unsubscribe" -> subscribe(session, request, reply, modern);
            default -> new LegacyCall(child, session, request, reply).begin();
        }
    }

    /** The program itself must answer: that the bridge lives says nothing. */
    private void alive(Frame.Request request, Reply reply) {
        child.alive(
                reply,
                answer -> reply.complete(
                        200,
                        answer instanceof Frame.Failure failure && failure.id() == null
                                ? new Frame.Failure(request.id(), failure.code(), failure.message(), null).toBytes()
                                : new Frame.Result(request.id(), Lines.object()).toBytes()));
    }

    private void setLevel(Session session, Frame.Request request, Reply reply, boolean modern) {
        Optional<LogLevel> level = LogLevel.of(request.params().path("level").textValue());
        if (level.isEmpty()) {
            fail(request, reply, ErrorCode.INVALID_PARAMS, "level is one of debug to emergency");
            return;
        }
        session.level = level.get();
        if (!modern) {
            interests.hear(level.get());
        }
        reply.complete(200, new Frame.Result(request.id(), Lines.object()).toBytes());
    }

    private void subscribe(Session session, Frame.Request request, Reply reply, boolean modern) {
        String uri = request.params().path("uri").asText();
        if (modern) {
            fail(request, reply, ErrorCode.METHOD_NOT_FOUND, "this server's resources cannot be watched by a session");
        } else if (session.isNobody()) {
            fail(request, reply, ErrorCode.INVALID_REQUEST, "only a session can hear of a resource");
        } else if (request.method().equals("resources/subscribe")) {
            boolean more = !session.subscriptions.contains(uri);
            if (uri.length() > Session.LONGEST_URI
                    || (more && session.subscriptions.size() >= Session.MOST_SUBSCRIPTIONS)) {
                fail(
                        request,
                        reply,
                        ErrorCode.INVALID_PARAMS,
                        "a session may watch " + Session.MOST_SUBSCRIPTIONS + " resources, with names of at most "
                                + Session.LONGEST_URI + " characters");
                return;
            }
            session.subscriptions.add(uri);
            new LegacyCall(child, session, request, reply).begin();
        } else {
            session.subscriptions.remove(uri);
            if (interests.isWanted(uri)) {
                reply.complete(200, new Frame.Result(request.id(), Lines.object()).toBytes());
            } else {
                new LegacyCall(child, session, request, reply).begin();
            }
        }
    }

    private void notified(Session session, Frame.Notification notification) {
        switch (notification.method()) {
            case CANCELLED -> {
                LegacyCall call = session.open.get(notification.params().path("requestId"));
                if (call != null) {
                    call.cancel(notification.params().path("reason").asText("the client has cancelled it"));
                }
            }
            // Progress of something the program has asked; its token is the program's own.
            case "notifications/progress" -> child.tell(notification.method(), notification.params());
            // initialized has been said to the program already; roots are not offered to it.
            default -> {}
        }
    }

    private static void fail(Frame.Request request, Reply reply, ErrorCode code, String sentence) {
        reply.complete(200, new Frame.Failure(request.id(), code.code(), sentence, null).toBytes());
    }

    private static void refuse(Reply reply, int status, String sentence) {
        HttpAnswer answer = HttpAnswer.refused(status, ErrorCode.INVALID_REQUEST, sentence);
        reply.complete(answer.status(), answer.headers(), answer.body());
    }

    private static ObjectNode object(JsonNode node) {
        return node instanceof ObjectNode object ? object : Lines.object();
    }
}
