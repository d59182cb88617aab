package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.Methods;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.routing.CallCount;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * A request to a modern server. Lives on one I/O thread. It is sent again only where the server's answer wants that: for
 * the next round of questions, or once, where the server has refused it because of its headers.
 */
final class ModernCall implements Carried {
    private final EraBridge bridge;
    private final XnioIoThread home;
    private final Route route;
    private final Asker asker;
    private final Frame.Request request;
    private final Ear ear;
    private final CallCount count;
    private final Rounds rounds;
    private @Nullable Post post;
    private @Nullable Sent sent;
    private boolean learnt;
    private boolean over;

    ModernCall(EraBridge bridge, XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        this.bridge = bridge;
        this.home = home;
        this.route = route;
        this.asker = asker;
        this.request = request;
        this.ear = ear;
        this.count = bridge.count(route);
        this.rounds = new Rounds(this, asker, request.params());
    }

    ModernCall begin() {
        count.begin();
        send(request.params());
        return this;
    }

    XnioIoThread home() {
        return home;
    }

    /** Asks once more, or for the first time. */
    void send(ObjectNode params) {
        if (over) {
            return;
        }
        ObjectNode told = asker.isModern()
                ? params
                : EraTerms.modernParams(params, asker.capabilities(), asker.clientInfo(), asker.level());
        LongNode number = LongNode.valueOf(bridge.nextId());
        Sent fresh = new Sent(number, params);
        sent = fresh;
        Own own = Own.is(route) ? bridge.own() : null;
        if (own != null) {
            own.ask(
                    home,
                    route,
                    asker.caller(),
                    headers(told),
                    new Frame.Request(number, request.method(), told).toBytes(),
                    fresh);
            return;
        }
        post = Post.send(
                bridge.wires(),
                home,
                route,
                Methods.POST,
                headers(told),
                new Frame.Request(number, request.method(), told).toBytes(),
                fresh);
    }

    private Map<String, String> headers(ObjectNode params) {
        Map<String, String> headers = UpstreamSession.basicHeaders();
        headers.put(McpHeaders.PROTOCOL_VERSION, Revision.NEWEST.id());
        headers.put(McpHeaders.METHOD, request.method());
        McpHeaders.namedParameter(request.method())
                .map(parameter -> params.path(parameter).textValue())
                .ifPresent(value -> headers.put(McpHeaders.NAME, McpHeaders.encode(value)));
        if (request.method().equals("tools/call")) {
            headers.putAll(bridge.mirrored().headers(route, params));
        }
        return headers;
    }

    /** What comes of sending it once. */
    private final class Sent extends Answering {
        private final LongNode number;
        private final ObjectNode params;

        Sent(LongNode number, ObjectNode params) {
            super(route, bridge.wires().limit());
            this.number = number;
            this.params = params;
        }

        @Override
        boolean counts() {
            return !over && sent == this;
        }

        @Override
        void heard(Frame frame, int told) {
            if (frame instanceof Frame.Notification notification) {
                ear.told(notification);
            } else if (frame instanceof Frame.Result result && Messages.same(result.id(), number)) {
                succeeded(result.result());
            } else if (frame instanceof Frame.Failure failure
                    && (failure.id() == null || Messages.same(failure.id(), number))) {
                failed(failure, told, params);
            }
        }

        @Override
        void fail(Fault fault) {
            ModernCall.this.fail(fault);
        }
    }

    private void succeeded(ObjectNode result) {
        if (request.method().equals("tools/list")) {
            bridge.mirrored().learn(route, result.path("tools"));
        }
        if (asker.isModern() || request.method().equals("server/discover")) {
            finish(200, new Frame.Result(request.id(), result));
        } else if ("input_required".equals(result.path("resultType").textValue())) {
            letGo();
            sent = null;
            rounds.asked(result);
        } else {
            ObjectNode legacy = EraTerms.legacyResult(result);
            boolean tools = request.method().equals("tools/list");
            finish(200, new Frame.Result(request.id(), tools ? bridge.tasked().list(route, legacy) : legacy));
        }
    }

    private void failed(Frame.Failure failure, int status, ObjectNode params) {
        if (failure.code() == ErrorCode.HEADER_MISMATCH.code()
                && request.method().equals("tools/call")
                && !learnt) {
            learnt = true;
            letGo();
            sent = null;
            bridge.carry(home, route, asker, listing(), new Learning(params, failure));
            return;
        }
        answered(failure, status);
    }

    private void answered(Frame.Failure failure, int status) {
        if (asker.isModern()) {
            finish(status, new Frame.Failure(request.id(), failure.code(), failure.message(), failure.data()));
        } else if (failure.code() == ErrorCode.MISSING_CLIENT_CAPABILITY.code()
                && request.method().equals("tools/call")) {
            finish(200, new Frame.Result(request.id(), toolFailed(failure.message())));
        } else {
            // The modern era's own codes say nothing to a legacy client.
            int code = ErrorCode.provesModern(failure.code()) ? ErrorCode.INTERNAL_ERROR.code() : failure.code();
            finish(200, new Frame.Failure(request.id(), code, failure.message(), failure.data()));
        }
    }

    private static ObjectNode toolFailed(String why) {
        ObjectNode result = Json.object().put("isError", true);
        result.putArray("content").addObject().put("type", "text").put("text", why);
        return result;
    }

    private static Frame.Request listing() {
        return new Frame.Request(LongNode.valueOf(0), "tools/list", Json.object());
    }

    /** The list of tools is read for what they want repeated in headers; then the call is sent once more. */
    private final class Learning implements Ear {
        private final ObjectNode params;
        private final Frame.Failure failure;

        Learning(ObjectNode params, Frame.Failure failure) {
            this.params = params;
            this.failure = failure;
        }

        @Override
        public void told(Frame.Notification notification) {}

        @Override
        public void asked(Frame.Request question) {}

        @Override
        public void answered(int status, Frame answer) {
            if (answer instanceof Frame.Result page
                    && !bridge.mirrored().knows(route, params.path("name").asText(""))
                    && page.result().path("nextCursor").isTextual()) {
                Frame.Request next = listing();
                next.params().set("cursor", page.result().get("nextCursor"));
                bridge.carry(home, route, asker, next, this);
            } else if (bridge.mirrored().knows(route, params.path("name").asText(""))) {
                send(params);
            } else if (!over) {
                ModernCall.this.answered(failure, 400);
            }
        }
    }

    void tell(Frame.Request question) {
        ear.asked(question);
    }

    /** Our own answer in the server's place. */
    void fail(Fault fault) {
        finish(fault.status(), fault.failure(request.id()));
    }

    void fail(int code, String sentence) {
        finish(200, new Frame.Failure(request.id(), code, sentence, null));
    }

    private void finish(int status, Frame answer) {
        if (!over) {
            over = true;
            rounds.end();
            count.end();
            letGo();
            ear.answered(status, answer);
        }
    }

    private void letGo() {
        if (post != null) {
            post.letGo();
        }
    }

    @Override
    public void answer(Frame answer) {
        home.execute(() -> {
            if (!over) {
                rounds.answered(answer);
            }
        });
    }

    /** In the modern era the end of the connection says so. */
    @Override
    public void cancel(String reason) {
        home.execute(() -> {
            if (!over) {
                over = true;
                rounds.end();
                count.end();
                if (post != null) {
                    post.hangUp();
                }
            }
        });
    }
}
