package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.util.HeaderMap;
import io.undertow.util.Methods;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * A modern client's {@code subscriptions/listen} at a legacy server: the stream of a session that is this listener's alone,
 * for a session has one. On one I/O thread.
 */
final class Listening implements UpstreamSessions.Taking, Post.Ends, Carried {
    private static final byte[] NOTHING = {};

    private final EraBridge bridge;
    private final XnioIoThread home;
    private final Route route;
    private final Frame.Request request;
    private final Ear ear;
    private final Set<String> methods = new HashSet<>();
    private final Set<String> uris = new LinkedHashSet<>();
    private final ObjectNode honoured = Json.object();
    private @Nullable UpstreamSession session;
    private @Nullable Post post;
    private boolean acknowledged;
    private boolean over;

    Listening(EraBridge bridge, XnioIoThread home, Route route, Frame.Request request, Ear ear) {
        this.bridge = bridge;
        this.home = home;
        this.route = route;
        this.request = request;
        this.ear = ear;
    }

    Listening begin(Asker asker) {
        if (!bridge.listens(1)) {
            over = true;
            ear.answered(
                    ErrorCode.INTERNAL_ERROR.status(),
                    new Frame.Failure(
                            request.id(),
                            ErrorCode.INTERNAL_ERROR.code(),
                            "too many listen to servers of older revisions; try again in a moment",
                            null));
            return this;
        }
        bridge.sessions().takeOwn(home, route, asker, this);
        return this;
    }

    @Override
    public void taken(UpstreamSession taken) {
        session = taken;
        if (over) {
            bridge.sessions().endOwn(taken);
            return;
        }
        JsonNode capabilities = taken.greeting.path("capabilities");
        JsonNode wanted = request.params().path("notifications");
        want(wanted, capabilities, "tools");
        want(wanted, capabilities, "prompts");
        want(wanted, capabilities, "resources");
        if (capabilities.path("resources").path("subscribe").asBoolean()) {
            for (JsonNode uri : wanted.path("resourceSubscriptions")) {
                if (uri.isTextual()
                        && uri.textValue().length() <= ClientSession.LONGEST_URI
                        && uris.size() < ClientSession.MOST_URIS) {
                    uris.add(uri.textValue());
                }
            }
        }
        Map<String, String> headers = taken.headers();
        headers.remove("Content-Type");
        headers.put("Accept", "text/event-stream");
        post = Post.send(bridge.wires(), home, route, Methods.GET, headers, NOTHING, this);
    }

    @Override
    public void refused(Fault fault) {
        if (!over) {
            leave();
            ear.answered(fault.status(), fault.failure(request.id()));
        }
    }

    private void want(JsonNode wanted, JsonNode capabilities, String what) {
        if (wanted.path(what + "ListChanged").asBoolean()
                && capabilities.path(what).path("listChanged").asBoolean()) {
            methods.add("notifications/" + what + "/list_changed");
            honoured.put(what + "ListChanged", true);
        }
    }

    /** Says what of it is honoured: nothing, if the server has no stream. */
    @Override
    public void head(int status, HeaderMap headers) {
        acknowledged = true;
        if (status == 200) {
            uris.forEach(uri -> say("resources/subscribe", Json.object().put("uri", uri)));
            if (!uris.isEmpty()) {
                uris.forEach(honoured.putArray("resourceSubscriptions")::add);
            }
        } else {
            methods.clear();
            uris.clear();
            honoured.removeAll();
        }
        ObjectNode params = Json.object();
        params.set("notifications", honoured);
        tell(new Frame.Notification("notifications/subscriptions/acknowledged", params));
    }

    private void say(String method, ObjectNode params) {
        if (session != null) {
            Frame frame = new Frame.Request(LongNode.valueOf(session.nextId()), method, params);
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
    public void message(byte[] json) {
        if (Messages.read(json) instanceof Frame.Notification notification) {
            boolean updated = notification.method().equals("notifications/resources/updated")
                    && isWanted(notification.params().path("uri").asText());
            if (updated || methods.contains(notification.method())) {
                tell(notification);
            }
        }
    }

    /** A server may tell of what is below the one that was asked for. */
    private boolean isWanted(String uri) {
        return uris.contains(uri)
                || uris.stream().anyMatch(wanted -> uri.startsWith(wanted.endsWith("/") ? wanted : wanted + "/"));
    }

    @Override
    public void answer(Frame answer) {}

    @Override
    public void cancel(String reason) {
        home.execute(this::leave);
    }

    private void tell(Frame.Notification notification) {
        ObjectNode params = notification.params().deepCopy();
        params.withObject("/" + Meta.FIELD).set(Meta.SUBSCRIPTION_ID, request.id());
        ear.told(new Frame.Notification(notification.method(), params));
    }

    @Override
    public void ended() {
        // A server without a stream has said all it will say; its listener waits for nothing, as it was told.
        if (!methods.isEmpty() || !uris.isEmpty()) {
            finish();
        }
    }

    @Override
    public void broken(Post.Break how, boolean sent) {
        if (acknowledged) {
            finish();
        } else {
            refused(Fault.of(how, route, bridge.wires().limit()));
        }
    }

    /** A graceful end is an answer. */
    private void finish() {
        if (!over) {
            leave();
            ObjectNode result = Json.object().put("resultType", "complete");
            result.putObject(Meta.FIELD).set(Meta.SUBSCRIPTION_ID, request.id());
            ear.answered(200, new Frame.Result(request.id(), result));
        }
    }

    private void leave() {
        if (!over) {
            over = true;
            bridge.listens(-1);
            if (post != null) {
                post.hangUp();
            }
            if (session != null) {
                bridge.sessions().endOwn(session);
            }
        }
    }
}
