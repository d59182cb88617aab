package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Sight;
import org.mcpcoordinator.directory.Member;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.tasks.Task;
import org.mcpcoordinator.web.gateway.tasks.TaskBook;
import org.mcpcoordinator.web.gateway.whole.Demand;
import org.mcpcoordinator.web.gateway.whole.LinkConduit;
import org.mcpcoordinator.web.gateway.whole.Reply;
import org.mcpcoordinator.web.gateway.whole.TaskEar;

/**
 * Sees to it that each has its own tasks and no others: looks at requests that have been read, and at what is answered. A task
 * that is not the caller's, or of a tool that the caller does not see, is answered for as one that is not there.
 */
final class TaskWatch {
    private final Whole whole;
    private final HttpServerExchange exchange;
    private final String caller;
    private final Sight sight;

    TaskWatch(Whole whole, HttpServerExchange exchange) {
        this.whole = whole;
        this.exchange = exchange;
        this.caller = GatewayHandler.caller(exchange);
        this.sight = GatewayHandler.sight(exchange);
    }

    /** True for requests about one task. */
    static boolean isOfOne(String method) {
        return switch (method) {
            case "tasks/get", "tasks/result", "tasks/cancel", "tasks/update" -> true;
            default -> false;
        };
    }

    /** The caller's task, as far as it is seen; else null. */
    @Nullable
    Task find(String server, String id) {
        Task task = book().find(caller, server, id);
        return task != null && isSeen(task) ? task : null;
    }

    /** True if it is the caller's task, and seen: the request goes to the copy that has it. */
    boolean leads(String server, String id) {
        Task task = find(server, id);
        if (task != null) {
            TaskPlace.want(exchange, task);
        }
        return task != null;
    }

    /** The caller's tasks at these servers, as far as they are seen. */
    List<Task> at(Predicate<String> servers) {
        return book().of(caller, task -> servers.test(task.server()) && isSeen(task));
    }

    private boolean isSeen(Task task) {
        return !sight.isNarrow()
                || (sight.server(task.server(), whole.listing().home(task.server()))
                        && whole.listing().shows(task.server(), task.tool(), sight));
    }

    /** Hears what the answer to that request says of tasks: a call begins them, all else tells what has become of them. */
    TaskEar ear(String server, Demand demand, @Nullable String tool) {
        boolean call = "tools/call".equals(demand.method()) && tool != null;
        TaskPlace place = TaskPlace.of(exchange);
        return (answered, task) -> {
            if (call && answered) {
                book().made(caller, server, place.copy(), String.valueOf(tool), task);
            } else {
                book().told(caller, server, task);
            }
        };
    }

    private TaskBook book() {
        return whole.gateway().tasks();
    }

    /**
     * At one server's address: what is answered in its place; null if the request goes on, and its answer is heard then. Where a
     * server has no tasks nothing is looked at.
     */
    @Nullable
    Reply instead(String server, Demand demand, boolean modern) {
        String method = demand.method();
        if (!hasTasks(whole, server) || method == null) {
            return null;
        }
        if (demand.id() == null) {
            // One of these is a request; what a server does with one that wants no answer is not left to chance.
            return isOfOne(method) || method.equals("tasks/list") ? Reply.accepted() : null;
        }
        if (method.equals("tasks/list")) {
            return modern ? Reply.unknown(demand, true) : Reply.tasks(demand, at(server::equals), false);
        }
        String foreign = foreign(server, demand, method);
        if (foreign != null) {
            return missing(demand, foreign);
        }
        // What is packed cannot be read.
        exchange.getRequestHeaders().remove(Headers.ACCEPT_ENCODING);
        LinkConduit.heard(exchange, server, ear(server, demand, demand.text("name")));
        return null;
    }

    static Reply missing(Demand demand, String id) {
        String named = id.length() <= 64 ? id : id.substring(0, 64) + "...";
        return Reply.failed(demand, ErrorCode.INVALID_PARAMS, "there is no task " + named);
    }

    /** True if calls may become tasks there. */
    static boolean hasTasks(Whole whole, String server) {
        Member member = whole.listing().all().members().get(server);
        return member != null && member.hasTasks();
    }

    /** The id of a task that the request is about and that is not the caller's; null if there is none. */
    private @Nullable String foreign(String server, Demand demand, String method) {
        if (isOfOne(method)) {
            String id = String.valueOf(demand.text("taskId"));
            return leads(server, id) ? null : id;
        }
        return method.equals("subscriptions/listen") ? foreign(server, demand.body()) : null;
    }

    private @Nullable String foreign(String server, byte[] body) {
        try {
            for (JsonNode id :
                    Json.read(body).path("params").path("notifications").path("taskIds")) {
                if (!id.isTextual() || find(server, id.textValue()) == null) {
                    return id.asText();
                }
            }
            return null;
        } catch (IOException twice) {
            return "that can be told: a name stands twice";
        }
    }
}
