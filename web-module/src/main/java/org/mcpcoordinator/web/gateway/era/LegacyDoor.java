package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/** Clients of 2025-03-26 to 2025-11-25 before a server that speaks 2026-07-28 only. */
final class LegacyDoor {
    /** What a client may tell of itself, in letters of JSON. */
    private static final int MOST_TOLD = 16 << 10;

    private final EraBridge bridge;
    private final ClientSessions sessions;

    LegacyDoor(EraBridge bridge, ClientSessions sessions) {
        this.bridge = bridge;
        this.sessions = sessions;
    }

    void post(XnioIoThread home, Route route, String caller, HttpQuestion question, Frame frame, Reply reply) {
        if (frame instanceof Frame.Request request && request.method().equals("initialize")) {
            initialize(home, route, caller, request, reply);
            return;
        }
        Optional<ClientSession> found = session(route, caller, question, reply);
        if (found.isEmpty()) {
            return;
        }
        ClientSession session = found.get();
        if (frame instanceof Frame.Request request) {
            request(home, route, session, request, reply);
            return;
        }
        if (frame instanceof Frame.Notification notification) {
            if (notification.method().equals("notifications/cancelled")) {
                session.cancel(
                        notification.params().path("requestId"),
                        notification.params().path("reason").asText("the client has cancelled it"));
            }
        } else {
            session.answered(frame);
        }
        reply.complete(202, new byte[0]);
    }

    /** Opens the stream on which a session hears what belongs to no request. */
    void get(XnioIoThread home, Route route, String caller, HttpQuestion question, Reply reply) {
        Optional<ClientSession> found = session(route, caller, question, reply);
        if (found.isEmpty()) {
            return;
        }
        ClientSession session = found.get();
        SessionStream stream = new SessionStream(bridge, home, route, session, reply);
        if (session.id.isEmpty()) {
            refuse(reply, 400, "a stream belongs to a session; begin one with initialize");
        } else if (session.listen(stream)) {
            stream.begin();
        } else {
            refuse(reply, 409, "this session has a stream already");
        }
    }

    void delete(Route route, String caller, HttpQuestion question, Reply reply) {
        session(route, caller, question, reply).ifPresent(session -> {
            sessions.end(session);
            reply.complete(200, new byte[0]);
        });
    }

    private Optional<ClientSession> session(Route route, String caller, HttpQuestion question, Reply reply) {
        Optional<String> version = question.header(McpHeaders.PROTOCOL_VERSION).map(String::strip);
        if (version.isPresent() && Revision.of(version.get()).isEmpty()) {
            refuse(reply, 400, "MCP-Protocol-Version " + version.get() + " is not served");
            return Optional.empty();
        }
        Optional<String> id = question.header(McpHeaders.SESSION_ID).map(String::strip);
        if (id.isEmpty()) {
            return Optional.of(ClientSession.nobody(route.server(), caller));
        }
        Optional<ClientSession> session = sessions.find(id.get(), route.server(), caller);
        if (session.isEmpty()) {
            refuse(reply, 404, "this session has ended or is not yours; initialize again");
        }
        return session;
    }

    /** Answered from what the server says to {@code server/discover} at this moment: then it is there. */
    private void initialize(XnioIoThread home, Route route, String caller, Frame.Request request, Reply reply) {
        ObjectNode info = request.params().path("clientInfo") instanceof ObjectNode given ? given : Json.object();
        ObjectNode capabilities = EraTerms.askable(request.params().path("capabilities"));
        if (info.toString().length() + capabilities.toString().length() > MOST_TOLD) {
            fail(
                    reply,
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "capabilities and clientInfo have more than " + MOST_TOLD + " letters");
            return;
        }
        Asker asker = new Asker(caller, Era.LEGACY, Json.object(), info, null);
        Frame.Request discover = new Frame.Request(request.id(), "server/discover", Json.object());
        Carried carried = bridge.carry(home, route, asker, discover, new Ear() {
            @Override
            public void told(Frame.Notification notification) {}

            @Override
            public void asked(Frame.Request question) {}

            @Override
            public void answered(int status, Frame answer) {
                if (answer instanceof Frame.Result discovered) {
                    if (EraTerms.hasModernTasks(discovered.result())) {
                        bridge.tasked().has(route);
                    }
                    ObjectNode result = EraTerms.initialize(
                            discovered.result(),
                            request.params().path("protocolVersion").asText(""));
                    sessions.begin(
                            route.server(),
                            caller,
                            capabilities,
                            info,
                            session -> reply.complete(
                                    200,
                                    Map.of(McpHeaders.SESSION_ID, session.id),
                                    new Frame.Result(request.id(), result).toBytes()));
                } else {
                    reply.complete(status, answer.toBytes());
                }
            }
        });
        reply.ifGone(() -> carried.cancel("the client has gone"));
    }

    private void request(XnioIoThread home, Route route, ClientSession session, Frame.Request request, Reply reply) {
        switch (request.method()) {
            case "ping" -> result(reply, request);
            case "logging/setLevel" -> setLevel(session, request, reply);
            case "resources/subscribe", "resources/unsubscribe" -> subscribe(session, request, reply);
            case "server/discover", "subscriptions/listen" ->
                fail(reply, request, ErrorCode.METHOD_NOT_FOUND, "method not found: " + request.method());
            default -> carry(home, route, session, request, reply);
        }
    }

    private void carry(XnioIoThread home, Route route, ClientSession session, Frame.Request request, Reply reply) {
        SessionCall.begin(bridge, home, route, session, request, reply);
    }

    private static void subscribe(ClientSession session, Frame.Request request, Reply reply) {
        String uri = request.params().path("uri").asText("");
        if (session.id.isEmpty()) {
            fail(reply, request, ErrorCode.INVALID_REQUEST, "only a session can hear of a resource");
        } else if (request.method().equals("resources/unsubscribe")) {
            session.unsubscribe(uri);
            result(reply, request);
        } else if (session.subscribe(uri)) {
            result(reply, request);
        } else {
            fail(
                    reply,
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "a session may hear of " + ClientSession.MOST_URIS + " resources, with names of at most "
                            + ClientSession.LONGEST_URI + " letters");
        }
    }

    private static void setLevel(ClientSession session, Frame.Request request, Reply reply) {
        String level = request.params().path("level").textValue();
        if (level == null || !LogLevels.isLevel(level)) {
            fail(reply, request, ErrorCode.INVALID_PARAMS, "level is one of debug to emergency");
        } else {
            session.level(level);
            result(reply, request);
        }
    }

    private static void result(Reply reply, Frame.Request request) {
        reply.complete(200, new Frame.Result(request.id(), Json.object()).toBytes());
    }

    private static void fail(Reply reply, Frame.Request request, ErrorCode code, String sentence) {
        reply.complete(200, new Frame.Failure(request.id(), code.code(), sentence, null).toBytes());
    }

    private static void refuse(Reply reply, int status, String sentence) {
        HttpAnswer answer = HttpAnswer.refused(status, ErrorCode.INVALID_REQUEST, sentence);
        reply.complete(answer.status(), answer.headers(), answer.body());
    }
}
