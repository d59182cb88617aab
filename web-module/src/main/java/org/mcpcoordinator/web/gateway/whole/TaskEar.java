package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Hears what an answer that passes says of tasks, before its client does. */
@FunctionalInterface
public interface TaskEar {
    /**
     * Something is said of a task.
     *
     * @param answered true in a result, false in news that come before it
     * @param task its id, as its server calls it, its status, and what else is short
     */
    void heard(boolean answered, ObjectNode task);
}
