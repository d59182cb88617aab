package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;

/** What says in 2025-11-25 that a message belongs to a task; the newest revision has no such words. Nothing that is given is changed. */
final class Related {
    private Related() {}

    /** The same as a message of that task. */
    static ObjectNode to(String task, ObjectNode said) {
        ObjectNode related = said.deepCopy();
        ObjectNode meta = related.path(Meta.FIELD) instanceof ObjectNode given ? given : related.putObject(Meta.FIELD);
        meta.set(Meta.RELATED_TASK, Json.object().put("taskId", task));
        return related;
    }

    /** The same as a message of none. */
    static ObjectNode toNone(ObjectNode said) {
        ObjectNode alone = said.deepCopy();
        if (alone.path(Meta.FIELD) instanceof ObjectNode meta) {
            meta.remove(Meta.RELATED_TASK);
            if (meta.isEmpty()) {
                alone.remove(Meta.FIELD);
            }
        }
        return alone;
    }
}
