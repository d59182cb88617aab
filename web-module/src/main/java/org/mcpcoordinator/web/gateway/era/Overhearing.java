package org.mcpcoordinator.web.gateway.era;

import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * The one stream of a session at a legacy server: log messages and questions that belong to no request. It lasts as long as
 * the server lets it, and is not begun anew. On one I/O thread.
 */
final class Overhearing implements UpstreamSessions.Taking, Post.Ends, Carried {
    private static final byte[] NOTHING = {};

    private final EraBridge bridge;
    private final XnioIoThread home;
    private final Route route;
    private final Ear ear;
    private @Nullable Asker asker;
    private @Nullable UpstreamSession session;
    private @Nullable Post post;
    private boolean over;

    Overhearing(EraBridge bridge, XnioIoThread home, Route route, Ear ear) {
        this.bridge = bridge;
        this.home = home;
        this.route = route;
        this.ear = ear;
    }

    Overhearing begin(Asker who) {
        asker = who;
        if (bridge.listens(1)) {
            bridge.sessions().take(home, route, who, this);
        } else {
            over = true;
        }
        return this;
    }

    /** In a session that is open already; its client can be asked nothing there. */
    Overhearing begin(UpstreamSession open) {
        if (bridge.listens(1)) {
            taken(open);
        } else {
            over = true;
        }
        return this;
    }

    @Override
    public void taken(UpstreamSession taken) {
        session = taken;
        if (over || taken.id == null) {
            leave();
            return;
        }
        Map<String, String> headers = taken.headers();
        headers.remove("Content-Type");
        headers.put("Accept", "text/event-stream");
        post = Post.send(bridge.wires(), home, route, Methods.GET, headers, NOTHING, this);
    }

    @Override
    public void refused(Fault fault) {
        leave();
    }

    @Override
    public void head(int status, HeaderMap headers) {
        if (status != 200) {
            leave();
        }
    }

    @Override
    public void message(byte[] json) {
        Frame frame = over ? null : Messages.read(json);
        if (frame instanceof Frame.Notification notification) {
            ear.told(notification);
        } else if (frame instanceof Frame.Request question) {
            asked(question);
        }
    }

    private void asked(Frame.Request question) {
        if (question.method().equals("ping")) {
            say(new Frame.Result(question.id(), Json.object()));
        } else if (asker == null || !EraTerms.mayAsk(asker.capabilities(), question.method(), question.params())) {
            say(new Frame.Failure(
                    question.id(),
                    ErrorCode.METHOD_NOT_FOUND.code(),
                    "the client has not declared that it can be asked " + question.method(),
                    null));
        } else {
            ear.asked(question);
        }
    }

    private void say(Frame frame) {
        if (session != null) {
            Post.send(
                    bridge.wires(),
                    home,
                    route,
                    Methods.POST,
                    session.headers(),
                    frame.toBytes(),
                    UpstreamSessions.silent());
        }
    }

    @Override
    public void ended() {
        leave();
    }

    @Override
    public void broken(Post.Break how, boolean sent) {
        leave();
    }

    @Override
    public void answer(Frame answer) {
        home.execute(() -> say(answer));
    }

    @Override
    public void cancel(String reason) {
        home.execute(this::leave);
    }

    private void leave() {
        boolean first = !over;
        over = true;
        UpstreamSession its = session;
        session = null;
        if (its != null) {
            bridge.sessions().release(its);
        }
        if (first) {
            bridge.listens(-1);
            if (post != null) {
                post.hangUp();
            }
        }
    }
}
