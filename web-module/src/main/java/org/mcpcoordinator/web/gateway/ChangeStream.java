package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Tells a client when what all servers offer has changed: looks once a second at the listing there is, so that a hundred
 * changes in that time are one piece of news. On one I/O thread.
 */
final class ChangeStream {
    private static final long LOOK_MILLIS = 1000;
    private static final int BREATHE_EVERY = 15;

    private static final Map<String, Set<Kind>> NEWS = Map.of(
            "tools", EnumSet.of(Kind.TOOLS),
            "prompts", EnumSet.of(Kind.PROMPTS),
            "resources", EnumSet.of(Kind.RESOURCES, Kind.TEMPLATES));

    private final Whole whole;
    private final HttpServerExchange exchange;
    private final String scope;
    private final List<String> wanted;
    private final @Nullable JsonNode subscription;
    private final Map<Kind, Integer> marks = new EnumMap<>(Kind.class);
    private final EventStream stream;
    private int quiet;

    private ChangeStream(
            Whole whole,
            HttpServerExchange exchange,
            String scope,
            List<String> wanted,
            @Nullable JsonNode subscription) {
        this.whole = whole;
        this.exchange = exchange;
        this.scope = scope;
        this.wanted = List.copyOf(wanted);
        this.subscription = subscription;
        this.stream = EventStream.begin(exchange, this::close);
        note(whole.view(scope));
    }

    /** The one stream of a legacy client's session. */
    static void ofSession(Whole whole, HttpServerExchange exchange, String scope, FrontSession session) {
        String accept = exchange.getRequestHeaders().getFirst(Headers.ACCEPT);
        if (accept == null || !(accept.contains("text/event-stream") || accept.contains("*/*"))) {
            exchange.setStatusCode(406).endExchange();
            return;
        }
        if (!session.listen()) {
            exchange.setStatusCode(409);
            exchange.endExchange();
            return;
        }
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            session.hangUp();
            proceed.proceed();
        });
        ChangeStream changes = new ChangeStream(whole, exchange, scope, List.copyOf(NEWS.keySet()), null);
        changes.stream.breathe();
        changes.begin();
    }

    /** What a modern client subscribes to. */
    static void ofDemand(Whole whole, HttpServerExchange exchange, String scope, Demand demand) {
        List<String> wanted = new ArrayList<>();
        ObjectNode honoured = Json.object();
        JsonNode asked = asked(demand);
        for (String what : NEWS.keySet().stream().sorted().toList()) {
            if (asked.path(what + "ListChanged").asBoolean(false)) {
                wanted.add(what);
                honoured.put(what + "ListChanged", true);
            }
        }
        ChangeStream changes = new ChangeStream(whole, exchange, scope, wanted, demand.id());
        ObjectNode params = Json.object();
        params.set("notifications", honoured);
        changes.send("notifications/subscriptions/acknowledged", params);
        changes.begin();
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
        XnioExecutor.Key looking =
                exchange.getIoThread().executeAtInterval(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        exchange.addExchangeCompleteListener((ended, proceed) -> {
            looking.remove();
            proceed.proceed();
        });
    }

    private void look() {
        if (exchange.isComplete() || !stream.isIdle()) {
            return;
        }
        View view = whole.view(scope);
        boolean told = false;
        for (String what : wanted) {
            if (NEWS.getOrDefault(what, Set.of()).stream().anyMatch(kind -> hasChanged(view, kind))) {
                send("notifications/" + what + "/list_changed", Json.object());
                told = true;
            }
        }
        note(view);
        quiet = told ? 0 : quiet + 1;
        if (quiet >= BREATHE_EVERY) {
            quiet = 0;
            stream.breathe();
        }
    }

    private boolean hasChanged(View view, Kind kind) {
        return marks.getOrDefault(kind, 0) != view.of(kind).mark();
    }

    private void note(View view) {
        for (Kind kind : Kind.values()) {
            marks.put(kind, view.of(kind).mark());
        }
    }

    private void send(String method, ObjectNode params) {
        if (subscription != null) {
            params.putObject(Meta.FIELD).set(Meta.SUBSCRIPTION_ID, subscription);
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
