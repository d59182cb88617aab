package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/** One request of a legacy client's session on its way over the bridge; what comes of it goes to its client. */
public final class SessionCall implements Ear {
    private final ClientSession session;
    private final JsonNode id;
    private final Reply reply;
    private boolean over;
    private Carried carried = NONE;

    private static final Carried NONE = new Carried() {
        @Override
        public void answer(Frame answer) {}

        @Override
        public void cancel(String reason) {}
    };

    private SessionCall(ClientSession session, Frame.Request request, Reply reply) {
        this.session = session;
        this.id = request.id();
        this.reply = reply;
    }

    /** Takes it over; to be called on {@code home}. */
    public static void begin(
            EraBridge bridge,
            XnioIoThread home,
            Route route,
            ClientSession session,
            Frame.Request request,
            Reply reply) {
        if (!session.isFree(request.id())) {
            String sentence = "a request with this id is under way, or " + ClientSession.MOST_OPEN + " are";
            reply.complete(
                    200, new Frame.Failure(request.id(), ErrorCode.INVALID_REQUEST.code(), sentence, null).toBytes());
            return;
        }
        SessionCall call = new SessionCall(session, request, reply);
        Carried carried = bridge.carry(home, route, session.asker(), request, call);
        call.begin(carried);
        // Its stream cannot be taken up again: whoever has gone will never read the answer.
        reply.ifGone(() -> {
            session.over(request.id());
            carried.cancel("the client has gone");
        });
    }

    /** It may have been answered already. */
    private void begin(Carried under) {
        carried = under;
        if (!over && !session.begin(id, under)) {
            under.cancel("a request with this id is under way");
        }
    }

    @Override
    public void told(Frame.Notification notification) {
        reply.event(notification.toBytes());
    }

    @Override
    public void asked(Frame.Request question) {
        reply.event(session.ask(carried, question).toBytes());
    }

    @Override
    public void answered(int status, Frame answer) {
        over = true;
        session.over(id);
        if (answer instanceof Frame.Result result) {
            session.began(result.result().path("task").path("taskId").asText(""));
        }
        reply.complete(status, answer.toBytes());
    }
}
