package org.mcpcoordinator.web.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import java.util.List;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.tasks.Task;

/**
 * Which copy of a server has the task that a request is about, or the one that it begins: no other copy knows of it. On its
 * exchange, and only where tasks are looked at.
 */
final class TaskPlace {
    private static final AttachmentKey<TaskPlace> KEY = AttachmentKey.create(TaskPlace.class);

    private int copy = Task.ANYWHERE;
    private boolean wanted;

    private TaskPlace() {}

    /** Takes note of the copy that is called for this request. */
    static TaskPlace of(HttpServerExchange exchange) {
        TaskPlace place = exchange.getAttachment(KEY);
        if (place == null) {
            place = new TaskPlace();
            exchange.putAttachment(KEY, place);
        }
        return place;
    }

    /** This request is about that task. */
    static void want(HttpServerExchange exchange, Task task) {
        TaskPlace place = of(exchange);
        place.copy = task.copy();
        place.wanted = true;
    }

    /** That one is called. */
    static void called(HttpServerExchange exchange, Route route) {
        TaskPlace place = exchange.getAttachment(KEY);
        if (place != null) {
            place.copy = route.replica();
        }
    }

    /** The copy alone that has the task; all of them where it is not known, or has gone: servers may keep tasks elsewhere. */
    static List<Route> among(HttpServerExchange exchange, List<Route> copies) {
        TaskPlace place = exchange.getAttachment(KEY);
        if (place == null || !place.wanted) {
            return copies;
        }
        List<Route> its =
                copies.stream().filter(route -> route.replica() == place.copy).toList();
        return its.isEmpty() ? copies : its;
    }

    /** The copy that was called last. */
    int copy() {
        return copy;
    }
}
