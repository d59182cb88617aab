package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Kind;
import org.mcpcoordinator.directory.View;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.McpServer;
import org.mcpcoordinator.mcp.server.ModernRequests;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.Reply;

/**
 * A request to one server of a caller who sees some of its tools only. It is read, which no other request to one server is:
 * lists are answered from what is known of the server, a tool that is not seen is unknown, and what else the server could be
 * asked for is not served. On one I/O thread.
 */
final class NarrowCall {
    private static final Set<String> LISTENING = Set.of("_meta", "notifications");
    private static final Set<String> NEWS =
            Set.of("toolsListChanged", "promptsListChanged", "resourcesListChanged", "taskIds");

    private final Whole whole;
    private final HttpServerExchange exchange;
    private final String server;
    private final Sight sight;

    private NarrowCall(Whole whole, HttpServerExchange exchange, String server, Sight sight) {
        this.whole = whole;
        this.exchange = exchange;
        this.server = server;
        this.sight = sight;
    }

    /** Takes a POST over; nothing of it has been read. */
    static void begin(Whole whole, HttpServerExchange exchange, String server, Sight sight) {
        NarrowCall call = new NarrowCall(whole, exchange, server, sight);
        Intake.begin(whole.gateway(), exchange, whole.gateway().config().wholeBodyLimit(), call::take);
    }

    private void take(byte[] body) {
        Demand.Reading reading = Demand.read(body);
        if (reading instanceof Demand.Reading.Refused refused) {
            reply(Reply.failed(400, new Frame.Failure(refused.id(), refused.code(), refused.reason(), null)));
            return;
        }
        Demand demand = ((Demand.Reading.Read) reading).demand();
        HttpQuestion question =
                new HttpQuestion("POST", name -> exchange.getRequestHeaders().getFirst(name), body);
        boolean modern = McpServer.isModern(question, demand.frame());
        Optional<Frame.Failure> refusal = modern && demand.frame() instanceof Frame.Request request
                ? ModernRequests.refusal(question, request)
                : Optional.empty();
        if (refusal.isPresent()) {
            reply(Reply.failed(400, refusal.get()));
        } else if (!passes(demand)) {
            reply(instead(demand, modern));
        } else {
            Reply watched = new TaskWatch(whole, exchange).instead(server, demand, modern);
            if (watched != null) {
                reply(watched);
            } else {
                GatewayHandler.send(whole.gateway(), exchange, server, System.nanoTime(), body);
            }
        }
    }

    private boolean passes(Demand demand) {
        String method = demand.method();
        if (method == null || method.startsWith("notifications/")) {
            return true;
        }
        return switch (method) {
            case "initialize", "ping", "server/discover", "logging/setLevel" -> true;
            case "subscriptions/listen" -> wantsNewsOfLists(demand.body());
            // Whose they are is looked at where they are known of.
            case "tasks/get", "tasks/result", "tasks/cancel", "tasks/update", "tasks/list" ->
                TaskWatch.hasTasks(whole, server);
            case "tools/call" -> isSeen(demand.text("name"));
            default -> false;
        };
    }

    /** News of lists are for everybody, those of tasks are looked at, news of a resource are not for this caller; what has other words might be read as those. */
    private static boolean wantsNewsOfLists(byte[] body) {
        try {
            JsonNode params = Json.read(body).path("params");
            return LISTENING.containsAll(names(params)) && NEWS.containsAll(names(params.path("notifications")));
        } catch (IOException twice) {
            return false;
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private boolean isSeen(@Nullable String tool) {
        return tool != null
                && !whole.held(server).contains(tool.replace("\0", ""))
                && whole.listing().shows(server, tool, sight);
    }

    private Reply instead(Demand demand, boolean modern) {
        for (Kind kind : Kind.values()) {
            if (kind.method().equals(demand.method())) {
                return Reply.list(demand, kind, own(), modern);
            }
        }
        if ("tools/call".equals(demand.method())) {
            String tool = String.valueOf(demand.text("name"));
            return Reply.failed(
                    demand,
                    ErrorCode.INVALID_PARAMS,
                    "there is no tool " + (tool.length() <= 64 ? tool : tool.substring(0, 64) + "..."));
        }
        return Reply.unknown(demand, modern);
    }

    private View own() {
        return whole.listing().atHome(server, sight);
    }

    private void reply(Reply reply) {
        TaskedCall.reply(exchange, reply);
    }
}
