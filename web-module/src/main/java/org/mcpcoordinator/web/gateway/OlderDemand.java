package org.mcpcoordinator.web.gateway;

import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.FrontSession;
import org.mcpcoordinator.web.gateway.whole.Reply;

/** A message of the older revisions to all servers as one: in a session, or in none. On one I/O thread. */
final class OlderDemand {
    private OlderDemand() {}

    /** Answers it, or sends it on. */
    static void take(WholeCall call, Demand demand) {
        String version = call.exchange.getRequestHeaders().getFirst(Headline.PROTOCOL_VERSION);
        String method = demand.method();
        if ("initialize".equals(method) && demand.id() != null) {
            call.talk().greet(demand, call.scope, call::reply);
        } else if (version != null && Revision.of(version.strip()).isEmpty()) {
            call.reply(Reply.failed(
                    400, demand, ErrorCode.INVALID_REQUEST, "MCP-Protocol-Version is none that is served here"));
        } else {
            FrontSession session = call.session();
            if (method == null || demand.id() == null) {
                note(call, demand, session);
            } else {
                answer(call, demand, method, session);
            }
        }
    }

    private static void answer(WholeCall call, Demand demand, String method, @Nullable FrontSession session) {
        switch (method) {
            case "ping" -> call.reply(Reply.empty(demand));
            case "logging/setLevel" -> call.reply(call.talk().setLevel(demand, session));
            case "resources/subscribe", "resources/unsubscribe" ->
                call.talk().subscribe(demand, session, call.view(), call::reply);
            default -> call.other(demand, method, call.view(), session);
        }
    }

    /** A notification, or an answer to a question of a server. */
    private static void note(WholeCall call, Demand demand, @Nullable FrontSession session) {
        if (session != null && SessionTalk.takes(call.whole.gateway(), demand, session)) {
            call.reply(Reply.accepted());
            return;
        }
        String request = demand.params().path("requestId").asText();
        String server =
                session == null || !"notifications/cancelled".equals(demand.method()) ? null : session.where(request);
        if (server == null || session == null) {
            call.reply(Reply.accepted());
        } else {
            Forward.note(call.whole, call.exchange, demand, server, session);
        }
    }
}
