package org.mcpcoordinator.web.gateway;

import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.MediaRules;
import org.mcpcoordinator.mcp.server.ModernRequests;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;
import org.mcpcoordinator.web.door.Refusal;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Destination;
import org.mcpcoordinator.web.gateway.whole.Finders;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.Reply;
import org.mcpcoordinator.web.gateway.whole.Unwrapped;

/**
 * One request of a client for whom all servers, or those of a category, are one. What can be known without them is answered
 * here, in the client's era; what one server must do goes on as a {@link Forward}. On one I/O thread.
 */
final class WholeCall {
    private final Whole whole;
    private final HttpServerExchange exchange;
    private final String scope;
    private final Sight sight;

    /** @param scope id of a category; empty for all */
    WholeCall(Whole whole, HttpServerExchange exchange, String scope) {
        this.whole = whole;
        this.exchange = exchange;
        this.scope = scope;
        this.sight = GatewayHandler.sight(exchange);
    }

    private View view() {
        return whole.seen(scope, sight).view();
    }

    /** Takes the request over; nothing of it has been read. */
    void begin() {
        if (exchange.getRequestMethod().equals(Methods.POST)) {
            read();
            return;
        }
        FrontSession session = Gateway.isModern(exchange) ? null : session();
        if (session == null) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
            throw new ProblemException(
                    ProblemCode.METHOD_NOT_ALLOWED, "without a session of the older revisions POST is served only");
        }
        if (exchange.getRequestMethod().equals(Methods.DELETE)) {
            whole.sessions().end(session);
            exchange.endExchange();
        } else {
            ChangeStream.ofSession(whole, exchange, scope, session);
        }
    }

    private void read() {
        HeaderMap headers = exchange.getRequestHeaders();
        if (!MediaRules.isJson(Optional.ofNullable(headers.getFirst(Headers.CONTENT_TYPE)))) {
            refuse(415, "Content-Type must be application/json");
        } else if (!MediaRules.acceptsBoth(Optional.ofNullable(headers.getFirst(Headers.ACCEPT)))) {
            refuse(406, "Accept must name application/json and text/event-stream");
        } else {
            int limit = whole.gateway().config().wholeBodyLimit();
            Intake.begin(whole.gateway(), exchange, limit, new Intake.End() {
                @Override
                public void whole(byte[] body) {
                    take(body);
                }

                @Override
                public void refused(ProblemCode code, String detail) {
                    RpcAnswer.send(exchange, code, detail, new byte[0]);
                }
            });
        }
    }

    private void refuse(int status, String reason) {
        Refusal.leaveBody(exchange);
        reply(Reply.failed(status, new Frame.Failure(null, ErrorCode.INVALID_REQUEST.code(), reason, null)));
    }

    private void take(byte[] body) {
        Demand.Reading reading = Demand.read(body);
        if (reading instanceof Demand.Reading.Refused refused) {
            reply(Reply.failed(400, new Frame.Failure(refused.id(), refused.code(), refused.reason(), null)));
            return;
        }
        Demand demand = ((Demand.Reading.Read) reading).demand();
        HttpQuestion question =
                new HttpQuestion("POST", name -> Headline.value(exchange.getRequestHeaders(), name), body);
        try {
            if (McpServer.isModern(question, demand.frame())) {
                modern(demand, question);
            } else {
                legacy(demand);
            }
        } catch (ProblemException problem) {
            RpcAnswer.send(exchange, problem.code(), problem.detail(), body);
        }
    }

    private void modern(Demand demand, HttpQuestion question) {
        if (demand.method() == null) {
            refuse(400, "answers are not accepted in revision 2026-07-28");
        } else if (!(demand.frame() instanceof Frame.Request request)) {
            reply(Reply.accepted());
        } else {
            Optional<Frame.Failure> refusal = ModernRequests.refusal(question, request);
            if (refusal.isPresent()) {
                reply(Reply.failed(400, refusal.get()));
            } else {
                answerModern(demand, request.method());
            }
        }
    }

    private void answerModern(Demand demand, String method) {
        View view = view();
        switch (method) {
            case "server/discover" -> reply(Reply.discovery(demand, view));
            case "subscriptions/listen" -> ChangeStream.ofDemand(whole, exchange, scope, demand);
            default -> other(demand, method, view, null);
        }
    }

    /** What is the same in both eras. */
    private void other(Demand demand, String method, View view, @Nullable FrontSession session) {
        boolean modern = session == null && isModern(demand);
        for (Kind kind : Kind.values()) {
            if (kind.method().equals(method)) {
                boolean few = kind == Kind.TOOLS && whole.isTooLong(view);
                reply(few ? finders(demand, view, modern) : Reply.list(demand, kind, view, modern));
                return;
            }
        }
        if (method.equals("tools/call") && Finders.isOne(demand.text("name"))) {
            find(demand, view, session, modern);
            return;
        }
        if (!Destination.isWanted(method)) {
            reply(Reply.unknown(demand, modern));
            return;
        }
        Optional<Destination> destination = Destination.of(demand, view);
        if (destination.isPresent()) {
            new Forward(whole, exchange, demand, destination.get(), session, modern).begin();
        } else {
            reply(nowhere(demand, method, modern));
        }
    }

    private Reply finders(Demand demand, View view, boolean modern) {
        return Reply.finders(demand, view, modern, whole.seen(scope, sight).pinned());
    }

    /** A call of one of the three tools that stand for all others. */
    private void find(Demand demand, View view, @Nullable FrontSession session, boolean modern) {
        if (!Finders.CALL.equals(demand.text("name"))) {
            new FindingCall(whole, exchange, demand, view, modern).begin(this::reply);
            return;
        }
        Demand meant = Unwrapped.of(demand.body())
                .map(Demand::read)
                .map(reading -> reading instanceof Demand.Reading.Read read ? read.demand() : null)
                .orElse(null);
        Optional<Destination> destination = meant == null ? Optional.empty() : Destination.of(meant, view);
        if (meant != null && destination.isPresent()) {
            new Forward(whole, exchange, meant, destination.get(), session, modern)
                    .mirrored()
                    .begin();
        } else {
            String mistake = meant == null
                    ? "call_tool takes name, a text, and arguments, an object, once each"
                    : FindingCall.noSuchTool(String.valueOf(meant.text("name")));
            reply(Reply.result(demand, Finders.result(mistake, true, modern)));
        }
    }

    private static Reply nowhere(Demand demand, String method, boolean modern) {
        String subject = Destination.subject(demand);
        if (!method.equals("resources/read")) {
            String what =
                    method.startsWith("tasks/") ? "task" : method.equals("tools/call") ? "tool" : "prompt or resource";
            String hint = method.equals("tools/call") ? "; list the tools, or ask find_tools where it is listed" : "";
            return Reply.failed(demand, ErrorCode.INVALID_PARAMS, "there is no " + what + " " + subject + hint);
        }
        // The old code of the old revisions; the newest has none of its own.
        int code = modern ? ErrorCode.INVALID_PARAMS.code() : -32002;
        return Reply.failed(
                200,
                new Frame.Failure(
                        demand.id(),
                        code,
                        "there is no resource " + subject,
                        Json.object().put("uri", subject)));
    }

    private boolean isModern(Demand demand) {
        return Gateway.isModern(exchange) || org.mcpcoordinator.mcp.Meta.isModern(demand.params());
    }

    private void legacy(Demand demand) {
        String version = exchange.getRequestHeaders().getFirst(Headline.PROTOCOL_VERSION);
        String method = demand.method();
        if ("initialize".equals(method) && demand.id() != null) {
            reply(new SessionTalk(whole, exchange).greet(demand, scope));
        } else if (version != null && Revision.of(version.strip()).isEmpty()) {
            reply(Reply.failed(
                    400, demand, ErrorCode.INVALID_REQUEST, "MCP-Protocol-Version is none that is served here"));
        } else {
            FrontSession session = session();
            if (method == null || demand.id() == null) {
                note(demand, session);
            } else {
                answerLegacy(demand, method, session);
            }
        }
    }

    private void answerLegacy(Demand demand, String method, @Nullable FrontSession session) {
        switch (method) {
            case "ping" -> reply(Reply.empty(demand));
            case "logging/setLevel" -> reply(new SessionTalk(whole, exchange).setLevel(demand, session));
            case "resources/subscribe", "resources/unsubscribe" ->
                new SessionTalk(whole, exchange).subscribe(demand, session, view(), this::reply);
            default -> other(demand, method, view(), session);
        }
    }

    /** A notification, or an answer to a question of a server. */
    private void note(Demand demand, @Nullable FrontSession session) {
        if (session != null && SessionTalk.takes(whole.gateway(), demand, session)) {
            reply(Reply.accepted());
            return;
        }
        String request = demand.params().path("requestId").asText();
        String server =
                session == null || !"notifications/cancelled".equals(demand.method()) ? null : session.where(request);
        if (server == null || session == null) {
            reply(Reply.accepted());
        } else {
            Forward.note(whole, exchange, demand, server, session);
        }
    }

    /** The caller's session; null if the request names none. */
    private @Nullable FrontSession session() {
        String id = Gateway.session(exchange);
        if (id == null) {
            return null;
        }
        FrontSession session = whole.sessions().find(id, GatewayHandler.caller(exchange), scope);
        if (session == null) {
            throw new ProblemException(ProblemCode.SESSION_ENDED, "initialize again");
        }
        return session;
    }

    private void reply(Reply reply) {
        exchange.setStatusCode(reply.status());
        if (reply.body().length == 0) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()), IoCallback.END_EXCHANGE);
    }
}
