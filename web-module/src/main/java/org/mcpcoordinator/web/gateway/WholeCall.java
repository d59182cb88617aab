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
    final Whole whole;
    final HttpServerExchange exchange;
    final String scope;
    private final Sight sight;

    /** @param scope id of a category; empty for all */
    WholeCall(Whole whole, HttpServerExchange exchange, String scope) {
        this.whole = whole;
        this.exchange = exchange;
        this.scope = scope;
        this.sight = GatewayHandler.sight(exchange);
    }

    /** What this caller sees. */
    View view() {
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
            Intake.begin(whole.gateway(), exchange, limit, this::take);
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
                OlderDemand.take(this, demand);
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
    void other(Demand demand, String method, View view, @Nullable FrontSession session) {
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
            reply(aboutAll(demand, method, view, modern));
            return;
        }
        Optional<Destination> destination =
                Destination.of(demand, view).filter(found -> !TaskWatch.isOfOne(method) || isOwn(found));
        if (destination.isPresent()) {
            new Forward(whole, exchange, demand, destination.get(), session, modern).begin();
        } else {
            reply(nowhere(demand, method, modern));
        }
    }

    /** What no server is asked for: a list of the caller's tasks, in the revision that has one; else nothing is known of it. */
    private Reply aboutAll(Demand demand, String method, View view, boolean modern) {
        return method.equals("tasks/list") && !modern && Reply.hasTasks(view)
                ? Reply.tasks(demand, watch().at(view.members()::containsKey), true)
                : Reply.unknown(demand, modern);
    }

    SessionTalk talk() {
        return new SessionTalk(whole, exchange);
    }

    private TaskWatch watch() {
        return new TaskWatch(whole, exchange);
    }

    /** True if the task is the caller's; the request goes to the copy that has it. */
    private boolean isOwn(Destination task) {
        return watch().leads(task.member().server(), String.valueOf(task.name()));
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

    /** The caller's session; null if the request names none. */
    @Nullable
    FrontSession session() {
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

    void reply(Reply reply) {
        exchange.setStatusCode(reply.status());
        if (reply.body().length == 0) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body()), IoCallback.END_EXCHANGE);
    }
}
