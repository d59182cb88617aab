package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.era.LogLevels;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.Greeting;
import org.mcpcoordinator.web.gateway.whole.Reply;

/** What a legacy client says to all servers at once: its greeting, what it wants to hear, and what it answers. */
final class SessionTalk {
    private static final Logger LOG = Logger.getLogger(SessionTalk.class);

    private final Whole whole;
    private final HttpServerExchange exchange;

    SessionTalk(Whole whole, HttpServerExchange exchange) {
        this.whole = whole;
        this.exchange = exchange;
    }

    /** Answered when any node may be asked in that session. */
    void greet(Demand demand, String scope, Consumer<Reply> answer) {
        Greeting greeting = Greeting.of(demand.body());
        whole.sessions()
                .open(
                        GatewayHandler.caller(exchange),
                        scope,
                        Reply.revision(demand.text("protocolVersion")),
                        greeting.askable(),
                        greeting.clientInfo(),
                        session -> greeted(demand, scope, session, answer));
    }

    private void greeted(Demand demand, String scope, FrontSession session, Consumer<Reply> answer) {
        if (Thread.currentThread() != exchange.getIoThread()) {
            exchange.getIoThread().execute(() -> greeted(demand, scope, session, answer));
            return;
        }
        exchange.getResponseHeaders().put(Headline.SESSION_ID, session.id());
        answer.accept(Reply.greeting(
                demand, whole.seen(scope, GatewayHandler.sight(exchange)).view()));
    }

    /** All servers hear of it: those in whose session it is already now, the others when they are called. */
    Reply setLevel(Demand demand, @Nullable FrontSession session) {
        String level = demand.text("level");
        if (level == null || !LogLevels.isLevel(level)) {
            return Reply.failed(demand, ErrorCode.INVALID_PARAMS, "level is one of debug to emergency");
        }
        if (session != null) {
            session.servers().forEach(session::isRead);
            session.talk().setLevel(level);
            Forward.tellLevel(whole.gateway(), exchange, session, level);
        }
        return Reply.empty(demand);
    }

    /** Its client hears of the resource on its stream; answered when the server has said that it will tell. */
    void subscribe(Demand demand, @Nullable FrontSession session, View view, Consumer<Reply> answer) {
        String uri = demand.text("uri");
        if (session == null || uri == null) {
            answer.accept(Reply.failed(
                    demand,
                    ErrorCode.INVALID_PARAMS,
                    uri == null ? "uri is missing" : "only a session can hear of a resource"));
            return;
        }
        Subscriptions its = whole.subscriptions(session, exchange.getIoThread());
        if ("resources/unsubscribe".equals(demand.method())) {
            its.remove(uri);
            session.talk().unsubscribe(uri);
            answer.accept(Reply.empty(demand));
            return;
        }
        CompletableFuture<Void> unused = its.add(view, uri)
                .thenApply(granted -> granted && session.talk().subscribe(uri))
                .thenAccept(granted -> exchange.getIoThread()
                        .execute(() -> answer.accept(
                                granted
                                        ? Reply.empty(demand)
                                        : Reply.failed(
                                                demand,
                                                ErrorCode.INVALID_PARAMS,
                                                "there is no such resource, its server does not tell of changes or runs on"
                                                        + " demand, or a session hears of " + Subscriptions.MOST
                                                        + " already"))));
    }

    /** True if nobody else need hear it: an answer to a server's question, or who cancels what is read on its way. */
    static boolean takes(Gateway gateway, Demand demand, FrontSession session) {
        if ("notifications/roots/list_changed".equals(demand.method())) {
            Frame.Notification changed = new Frame.Notification("notifications/roots/list_changed", Json.object());
            gateway.bridge().tellAll(session.id(), changed);
            return true;
        }
        boolean cancels = "notifications/cancelled".equals(demand.method());
        if (!cancels && demand.method() != null) {
            return false;
        }
        try {
            JsonNode message = Json.read(demand.body());
            JsonNode params = message.path("params");
            JsonNode request = params.path("requestId");
            if (!cancels && Frames.read(message) instanceof Frames.Reading.Read read) {
                session.talk().answered(read.frame());
            } else if (cancels && session.where(request.asText()) == null) {
                session.talk().cancel(request, params.path("reason").asText("the client has cancelled it"));
            } else {
                return false;
            }
        } catch (IOException unreadable) {
            LOG.debugf("An answer that cannot be read: %s", unreadable.getMessage());
        }
        return true;
    }
}
