package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.Methods;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * A request to a legacy server, in a session of ours. Lives on one I/O thread. It is sent twice only where the server has
 * said that it does not know the session: then it has done nothing.
 */
final class LegacyCall implements Carried, UpstreamSessions.Taking {
    /** What legacy servers know of what modern clients may ask. */
    private static final Set<String> KNOWN = Set.of(
            "server/discover",
            "tools/list",
            "tools/call",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "completion/complete");

    private static final int SESSION_GONE = -32000;

    /** Revision 2025-11-25: the client is to be led somewhere before it asks again; nothing has been done. */
    private static final int ADDRESS_FIRST = -32042;

    private final EraBridge bridge;
    private final XnioIoThread home;
    private final Route route;
    private final Asker asker;
    private final CallCount count;
    private final Pause pause;
    private final Meanwhile meanwhile;
    private Frame.Request request;
    private Ear ear;
    private @Nullable UpstreamSession session;
    private @Nullable Post post;
    private @Nullable Sent sent;
    private long number;
    private boolean reopened;
    private boolean over;

    LegacyCall(EraBridge bridge, XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        this.bridge = bridge;
        this.home = home;
        this.route = route;
        this.asker = asker;
        this.request = request;
        this.ear = ear;
        this.count = bridge.count(route);
        this.pause = new Pause(this, bridge.parking());
        this.meanwhile = new Meanwhile(this, pause);
    }

    LegacyCall begin() {
        count.begin();
        if (asker.isModern() && !KNOWN.contains(request.method())) {
            finish(
                    ErrorCode.METHOD_NOT_FOUND.status(),
                    new Frame.Failure(
                            request.id(),
                            ErrorCode.METHOD_NOT_FOUND.code(),
                            "method not found: " + request.method(),
                            null));
        } else {
            bridge.sessions().take(home, route, asker, this);
        }
        return this;
    }

    XnioIoThread home() {
        return home;
    }

    Route route() {
        return route;
    }

    Asker asker() {
        return asker;
    }

    Frame.Request request() {
        return request;
    }

    /** Whoever waits for the answer now. */
    Ear ear() {
        return ear;
    }

    boolean isOver() {
        return over;
    }

    @Override
    public void taken(UpstreamSession taken) {
        if (over) {
            bridge.sessions().release(taken);
            return;
        }
        session = taken;
        if (request.method().equals("server/discover")) {
            finish(200, new Frame.Result(request.id(), EraTerms.discover(taken.greeting)));
        } else if (taken.needsLevel(asker)) {
            setLevel(taken);
        } else {
            send(taken);
        }
    }

    @Override
    public void refused(Fault fault) {
        fail(fault);
    }

    private void setLevel(UpstreamSession taken) {
        taken.level = asker.level();
        ObjectNode params = Json.object().put("level", asker.level());
        post = post(
                taken,
                new Frame.Request(LongNode.valueOf(taken.nextId()), "logging/setLevel", params),
                new Afterwards(() -> {
                    if (!over) {
                        send(taken);
                    }
                }));
    }

    private void send(UpstreamSession taken) {
        number = taken.nextId();
        ObjectNode params = asker.isModern()
                ? EraTerms.legacyParams(request.params())
                : request.params().deepCopy();
        if (token() != null && params.path(Meta.FIELD) instanceof ObjectNode meta) {
            meta.put(Meta.PROGRESS_TOKEN, number);
        }
        Sent fresh = new Sent();
        sent = fresh;
        post = post(taken, new Frame.Request(LongNode.valueOf(number), request.method(), params), fresh);
    }

    private Post post(UpstreamSession taken, Frame frame, Post.Ends ends) {
        return Post.send(bridge.wires(), home, route, Methods.POST, taken.headers(), frame.toBytes(), ends);
    }

    /** Says something to the server that it does not answer. */
    void say(Frame frame) {
        if (session != null) {
            post(session, frame, UpstreamSessions.silent());
        }
    }

    /** By which its client wants to hear how far it is. */
    @Nullable
    JsonNode token() {
        return request.params().path(Meta.FIELD).get(Meta.PROGRESS_TOKEN);
    }

    /** What comes of sending it once. */
    private final class Sent extends Answering {
        Sent() {
            super(route, bridge.wires().limit());
        }

        @Override
        boolean counts() {
            return !over && sent == this;
        }

        @Override
        void heard(Frame frame, int told) {
            if (frame instanceof Frame.Notification notification) {
                meanwhile.told(notification);
            } else if (frame instanceof Frame.Request question) {
                meanwhile.asked(question);
            } else if (frame instanceof Frame.Result result && isMine(result.id())) {
                answered(200, inItsTerms(result.result()));
            } else if (frame instanceof Frame.Failure failure
                    && (failure.id() == null || isMine(failure.id()))
                    && !sessionGone(told, failure.code())) {
                answered(failure);
            }
        }

        @Override
        boolean beginsAnew(int told) {
            return sessionGone(told, 0);
        }

        @Override
        void fail(Fault fault) {
            LegacyCall.this.fail(fault);
        }
    }

    /** True if that is what the server was told to call this request, or how far it is. */
    boolean isMine(JsonNode id) {
        return Messages.same(id, LongNode.valueOf(number));
    }

    /** True if the request begins anew in another session. */
    private boolean sessionGone(int told, int code) {
        UpstreamSession gone = session;
        boolean saysSo = told == 404 || (told == 400 && code == SESSION_GONE);
        if (over || gone == null || gone.id == null || reopened || !saysSo) {
            return false;
        }
        reopened = true;
        sent = null;
        letGo();
        bridge.sessions().forget(gone);
        bridge.sessions().release(gone);
        session = null;
        bridge.sessions().take(home, route, asker, this);
        return true;
    }

    private Frame inItsTerms(ObjectNode result) {
        return new Frame.Result(
                request.id(),
                asker.isModern()
                        ? EraTerms.modernResult(
                                request.method(), result, session == null ? null : session.greeting.get("serverInfo"))
                        : result);
    }

    private void answered(Frame.Failure failure) {
        if (asker.isModern() && failure.code() == ADDRESS_FIRST) {
            letGo();
            sent = null;
            number = 0;
            if (!pause.leads(failure)) {
                ObjectNode data = Json.object();
                data.putObject("requiredCapabilities").putObject("elicitation").putObject("url");
                int code = ErrorCode.MISSING_CLIENT_CAPABILITY.code();
                finish(400, new Frame.Failure(request.id(), code, failure.message(), data));
            }
            return;
        }
        int code = asker.isModern() ? EraTerms.modernCode(failure.code()) : failure.code();
        int told = asker.isModern() && code == ErrorCode.METHOD_NOT_FOUND.code()
                ? ErrorCode.METHOD_NOT_FOUND.status()
                : 200;
        answered(told, new Frame.Failure(request.id(), code, failure.message(), failure.data()));
    }

    private void answered(int told, Frame answer) {
        if (!pause.holds(told, answer)) {
            finish(told, answer);
        } else {
            leave();
        }
    }

    /** Our own answer in the server's place. */
    void fail(Fault fault) {
        if (!over) {
            answered(fault.status(), fault.failure(request.id()));
        }
    }

    /** It is over with that. */
    void end(Frame answer) {
        finish(200, answer);
    }

    /** The client has been where it was led to. */
    void sendAgain() {
        if (!over && session != null) {
            send(session);
        }
    }

    /** Answers now; the server may go on, if it has not answered. */
    void reply(int told, Frame answer) {
        ear.answered(told, answer);
    }

    private void finish(int told, Frame answer) {
        if (!over) {
            leave();
            ear.answered(told, answer);
        }
    }

    private void leave() {
        if (over) {
            return;
        }
        over = true;
        count.end();
        letGo();
        if (session != null) {
            bridge.sessions().release(session);
        }
    }

    private void letGo() {
        if (post != null) {
            post.letGo();
        }
    }

    /** Goes on for a request that carries the answers to what was asked; its ear hears the rest. */
    void resume(Frame.Request retry, Ear of) {
        request = retry;
        ear = of;
        pause.resume();
    }

    @Override
    public void answer(Frame answer) {
        home.execute(() -> {
            if (!over) {
                say(answer);
            }
        });
    }

    @Override
    public void cancel(String reason) {
        home.execute(() -> giveUp(reason));
    }

    /** In the legacy era a connection that ends cancels nothing: it has to be said. */
    void giveUp(String reason) {
        if (!over && !pause.isParked()) {
            abandon(reason);
        }
    }

    void abandon(String reason) {
        if (over) {
            return;
        }
        if (number != 0) {
            say(new Frame.Notification(
                    "notifications/cancelled",
                    Json.object().put("requestId", number).put("reason", reason)));
        }
        if (post != null) {
            post.hangUp();
        }
        leave();
    }
}
