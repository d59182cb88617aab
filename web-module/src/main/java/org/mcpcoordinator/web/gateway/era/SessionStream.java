package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * What a legacy client hears that belongs to none of its requests: what its modern server tells whoever listens. Begun
 * anew when the client wants to hear of another resource, and when the server has ended it. On one I/O thread.
 */
final class SessionStream {
    private static final int ALIVE_SECONDS = 15;
    private static final int AGAIN_SECONDS = 5;

    private final EraBridge bridge;
    private final XnioIoThread home;
    private final Route route;
    private final ClientSession session;
    private final Reply reply;
    private @Nullable Carried under;
    private boolean over;

    SessionStream(EraBridge bridge, XnioIoThread home, Route route, ClientSession session, Reply reply) {
        this.bridge = bridge;
        this.home = home;
        this.route = route;
        this.session = session;
        this.reply = reply;
    }

    void begin() {
        reply.open(ALIVE_SECONDS);
        reply.ifGone(this::end);
        listen();
    }

    /** The client wants to hear of other resources than before. */
    void again() {
        home.execute(() -> {
            if (!over) {
                hangUp();
                listen();
            }
        });
    }

    /** Nobody listens any more. */
    void end() {
        home.execute(() -> {
            over = true;
            session.leave(this);
            hangUp();
            reply.end();
        });
    }

    private void hangUp() {
        if (under != null) {
            under.cancel("nobody listens any more");
        }
    }

    private void listen() {
        if (over) {
            return;
        }
        ObjectNode params = Json.object();
        ObjectNode wanted = params.putObject("notifications")
                .put("toolsListChanged", true)
                .put("promptsListChanged", true)
                .put("resourcesListChanged", true);
        var uris = session.uris();
        if (!uris.isEmpty()) {
            uris.forEach(wanted.putArray("resourceSubscriptions")::add);
        }
        var tasks = session.tasks();
        if (!tasks.isEmpty()) {
            tasks.forEach(wanted.putArray("taskIds")::add);
            under = bridge.listen(home, route, wanted, new Hearing());
            return;
        }
        Frame.Request request = new Frame.Request(IntNode.valueOf(1), "subscriptions/listen", params);
        under = bridge.carry(home, route, session.asker(), request, new Hearing());
    }

    private final class Hearing implements Ear {
        @Override
        public void told(Frame.Notification notification) {
            if (!over && !notification.method().endsWith("/acknowledged")) {
                ObjectNode params = notification.params().deepCopy();
                params.remove(Meta.FIELD);
                Frame.Notification news = new Frame.Notification(notification.method(), params);
                reply.event(EraTerms.legacyNews(news).toBytes());
            }
        }

        @Override
        public void asked(Frame.Request question) {}

        @Override
        public void answered(int status, Frame answer) {
            boolean never =
                    answer instanceof Frame.Failure failure && failure.code() == ErrorCode.METHOD_NOT_FOUND.code();
            if (!over && !never) {
                home.executeAfter(SessionStream.this::listen, AGAIN_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
