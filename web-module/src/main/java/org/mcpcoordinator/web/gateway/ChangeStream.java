package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * Tells a client what it wants to hear of all servers: that what it is shown has changed, a quarter of a second after the
 * first change, so that a hundred are one piece of news; and what servers tell of single resources. On one I/O thread.
 */
final class ChangeStream {
    private static final long GATHER_MILLIS = 250;
    private static final long BREATHE_SECONDS = 15;

    /** A client that does not read is cut off when so much waits for it. */
    private static final int MOST_BEHIND = 1_000;

    private static final Map<String, Set<Kind>> NEWS = Map.of(
            "tools", EnumSet.of(Kind.TOOLS),
            "prompts", EnumSet.of(Kind.PROMPTS),
            "resources", EnumSet.of(Kind.RESOURCES, Kind.TEMPLATES));

    private final Whole whole;
    private final HttpServerExchange exchange;
    private final String scope;
    private final Sight sight;
    private final List<String> wanted;
    private final @Nullable JsonNode subscription;
    private final Map<Kind, Integer> marks = new EnumMap<>(Kind.class);
    private final EventStream stream;
    private boolean looking;
    private int behind;

    private ChangeStream(
            Whole whole,
            HttpServerExchange exchange,
            String scope,
            List<String> wanted,
            @Nullable JsonNode subscription) {
        this.whole = whole;
        this.exchange = exchange;
        this.scope = scope;
        this.sight = GatewayHandler.sight(exchange);
        this.wanted = List.copyOf(wanted);
        this.subscription = subscription;
        this.stream = EventStream.begin(exchange, this::close);
        note(view());
    }

    /** The one stream of a legacy client's session. */
    static void ofSession(Whole whole, HttpServerExchange exchange, String scope, FrontSession session) {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        if (accept == null || !(accept.contains("text/event-stream") || accept.contains("*/*"))) {
            exchange.setStatusCode(406).endExchange();
            return;
        }
        List<ChangeStream> made = new ArrayList<>();
        if (!session.listen(frame -> exchange.getIoThread().execute(() -> made.forEach(one -> one.pass(frame))))) {
            exchange.setStatusCode(409);
            exchange.endExchange();
            return;
        }
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            session.hangUp();
            proceed.proceed();
        });
        ChangeStream changes = new ChangeStream(whole, exchange, scope, List.copyOf(NEWS.keySet()), null);
        made.add(changes);
        changes.stream.breathe();
        whole.resume(session, scope, exchange.getIoThread());
        changes.begin();
    }

    /** What a modern client subscribes to. */
    static void ofDemand(Whole whole, HttpServerExchange exchange, String scope, Demand demand) {
        JsonNode asked = asked(demand);
        Subscriptions subscriptions = new Subscriptions(whole.news(), exchange.getIoThread());
        // Nothing may be told before what is honoured, and that the servers have to say.
        List<String> uris = new ArrayList<>();
        asked.path("resourceSubscriptions").forEach(uri -> uris.add(uri.asText()));
        List<ChangeStream> made = new ArrayList<>();
        subscriptions.tell(frame -> exchange.getIoThread().execute(() -> made.forEach(one -> one.pass(frame))));
        View view = whole.seen(scope, GatewayHandler.sight(exchange)).view();
        CompletableFuture<List<String>> tasks = subscriptions.tasks(tasks(whole, exchange, view, asked));
        CompletableFuture<Void> unused = subscriptions
                .all(view, uris)
                .thenCombine(tasks, Honoured::new)
                .thenAccept(honoured -> exchange.getIoThread().execute(() -> {
                    if (exchange.isComplete()) {
                        subscriptions.end();
                        return;
                    }
                    exchange.addExchangeCompleteListener((ended, proceed) -> {
                        subscriptions.end();
                        proceed.proceed();
                    });
                    made.add(begun(whole, exchange, scope, demand, asked, honoured));
                }));
    }

    /** What servers have said that they will tell. */
    private record Honoured(List<String> uris, List<String> tasks) {}

    /** The caller's own tasks among those that are asked for; all others are none. */
    private static Map<String, View.Whereabouts> tasks(
            Whole whole, HttpServerExchange exchange, View view, JsonNode asked) {
        TaskWatch watch = new TaskWatch(whole, exchange);
        Map<String, View.Whereabouts> own = new LinkedHashMap<>();
        for (JsonNode name : asked.path("taskIds")) {
            String[] parts = name.asText("").split("/", 2);
            Member member = view.members().get(parts[0]);
            if (own.size() < Subscriptions.MOST
                    && parts.length == 2
                    && member != null
                    && watch.find(parts[0], parts[1]) != null) {
                own.put(name.asText(), new View.Whereabouts(member, parts[1]));
            }
        }
        return own;
    }

    private static ChangeStream begun(
            Whole whole, HttpServerExchange exchange, String scope, Demand demand, JsonNode asked, Honoured granted) {
        List<String> wanted = new ArrayList<>();
        ObjectNode honoured = Json.object();
        for (String what : NEWS.keySet().stream().sorted().toList()) {
            if (asked.path(what + "ListChanged").asBoolean(false)) {
                wanted.add(what);
                honoured.put(what + "ListChanged", true);
            }
        }
        if (!granted.uris().isEmpty()) {
            granted.uris().forEach(honoured.putArray("resourceSubscriptions")::add);
        }
        if (!granted.tasks().isEmpty()) {
            granted.tasks().forEach(honoured.putArray("taskIds")::add);
        }
        ChangeStream changes = new ChangeStream(whole, exchange, scope, wanted, demand.id());
        ObjectNode params = Json.object();
        params.set("notifications", honoured);
        changes.send("notifications/subscriptions/acknowledged", params);
        changes.begin();
        return changes;
    }

    private static JsonNode asked(Demand demand) {
        try {
            return Json.read(demand.body()).path("params").path("notifications");
        } catch (IOException tooMuch) {
            throw new ProblemException(ProblemCode.REQUEST_INVALID, "params.notifications cannot be read");
        }
    }

    private void begin() {
        ClientWatch.arm(exchange, this::close);
        XnioExecutor.Key breathing =
                exchange.getIoThread().executeAtInterval(this::breathe, BREATHE_SECONDS, TimeUnit.SECONDS);
        if (!wanted.isEmpty()) {
            whole.enter(this, exchange.getIoThread());
            // What has changed since the lists were noted, and before anybody could tell us.
            hear();
        }
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            breathing.remove();
            whole.leave(this);
            proceed.proceed();
        });
    }

    private void breathe() {
        if (!exchange.isComplete() && stream.isIdle()) {
            stream.breathe();
        }
    }

    /** What the fleet offers, or what its caller may see of it, may be something else now. Safe for any thread. */
    void hear() {
        exchange.getIoThread().execute(() -> {
            if (!looking) {
                looking = true;
                exchange.getIoThread().executeAfter(this::look, GATHER_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    XnioIoThread home() {
        return exchange.getIoThread();
    }

    private void look() {
        looking = false;
        if (exchange.isComplete()) {
            return;
        }
        if (!stream.isIdle()) {
            // A client that does not read is told once, when it does.
            hear();
            return;
        }
        View view = view();
        for (String what : wanted) {
            if (NEWS.getOrDefault(what, Set.of()).stream().anyMatch(kind -> hasChanged(view, kind))) {
                send("notifications/" + what + "/list_changed", Json.object());
            }
        }
        note(view);
    }

    private View view() {
        return whole.seen(scope, sight).view();
    }

    private boolean hasChanged(View view, Kind kind) {
        return marks.getOrDefault(kind, 0) != mark(view, kind);
    }

    private void note(View view) {
        for (Kind kind : Kind.values()) {
            marks.put(kind, mark(view, kind));
        }
    }

    /** Of what this client sees: where the three tools that find all others are listed, no other one is seen. */
    private int mark(View view, Kind kind) {
        return kind == Kind.TOOLS && whole.isTooLong(view) ? 0 : view.of(kind).mark();
    }

    /** What a server says, as its client knows it. */
    private void pass(Frame frame) {
        behind = stream.isIdle() ? 0 : behind + 1;
        if (behind > MOST_BEHIND) {
            close();
        }
        if (exchange.isComplete()) {
            return;
        }
        if (frame instanceof Frame.Notification notification) {
            send(notification.method(), notification.params().deepCopy());
        } else {
            stream.send(frame.toBytes());
        }
    }

    private void send(String method, ObjectNode params) {
        if (subscription != null) {
            params.withObject("/" + Meta.FIELD).set(Meta.SUBSCRIPTION_ID, subscription);
        }
        ObjectNode message = Json.object().put("jsonrpc", "2.0").put("method", method);
        if (!params.isEmpty()) {
            message.set("params", params);
        }
        stream.send(Json.bytes(message));
    }

    private void close() {
        IoUtils.safeClose(exchange.getConnection());
        exchange.endExchange();
    }
}
