package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.server.HttpAnswer;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.ModernRequests;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/** Clients of 2026-07-28 before a server that speaks older revisions only. */
final class ModernDoor {
    /** What a client may tell of what it can be asked, in letters of JSON; more is taken for nothing. */
    private static final int MOST_TOLD = 2 << 10;

    private static final int ALIVE_SECONDS = 15;

    private final EraBridge bridge;

    ModernDoor(EraBridge bridge) {
        this.bridge = bridge;
    }

    void post(XnioIoThread home, Route route, String caller, HttpQuestion question, Frame frame, Reply reply) {
        if (frame instanceof Frame.Notification) {
            reply.complete(202, new byte[0]);
            return;
        }
        if (!(frame instanceof Frame.Request request)) {
            HttpAnswer refusal = HttpAnswer.refused(
                    400, ErrorCode.INVALID_REQUEST, "answers are not accepted in revision 2026-07-28");
            reply.complete(refusal.status(), refusal.body());
            return;
        }
        Optional<Frame.Failure> refusal = ModernRequests.refusal(question, request);
        if (refusal.isPresent()) {
            reply.complete(400, refusal.get().toBytes());
            return;
        }
        if (request.method().equals("subscriptions/listen") && !Own.is(route)) {
            // Nothing is asked on a stream that belongs to no request.
            Asker listener = new Asker(caller, Era.MODERN, Json.object(), Json.object(), null);
            Carried listening = bridge.carry(home, route, listener, request, new Ear() {
                @Override
                public void told(Frame.Notification notification) {
                    reply.event(notification.toBytes());
                    reply.open(ALIVE_SECONDS);
                }

                @Override
                public void asked(Frame.Request question) {}

                @Override
                public void answered(int status, Frame answer) {
                    reply.complete(status, answer.toBytes());
                }
            });
            reply.ifGone(() -> listening.cancel("nobody listens any more"));
            return;
        }
        Carried carried = bridge.carry(home, route, asker(caller, request), request, new Ear() {
            @Override
            public void told(Frame.Notification notification) {
                reply.event(notification.toBytes());
            }

            @Override
            public void asked(Frame.Request unused) {}

            @Override
            public void answered(int status, Frame answer) {
                reply.complete(status, answer.toBytes());
            }
        });
        reply.ifGone(() -> carried.cancel("the client has gone"));
    }

    private static Asker asker(String caller, Frame.Request request) {
        JsonNode meta = request.params().path(Meta.FIELD);
        ObjectNode askable = EraTerms.askable(meta.path(Meta.CLIENT_CAPABILITIES));
        return new Asker(
                caller,
                Era.MODERN,
                askable.toString().length() > MOST_TOLD ? Json.object() : askable,
                meta.path(Meta.CLIENT_INFO) instanceof ObjectNode info ? info : Json.object(),
                meta.path(Meta.LOG_LEVEL).textValue());
    }
}
