package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;

/** What one client has been asked and has not answered; of too many the oldest goes. Guarded by itself. */
final class Questions {
    private final Map<Long, Asked> asked;
    private long ids;

    Questions(int most) {
        asked = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Asked> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Something the client has been asked.
     *
     * @param number by which the server asked it
     * @param task which it belongs to, as the server calls that; empty for none
     */
    private record Asked(Carried by, JsonNode number, String task) {
        /** A client may know the task by another name. */
        ObjectNode inItsTerms(ObjectNode result) {
            return task.isEmpty() ? result : Related.to(task, result);
        }
    }

    /** The question as the client gets it: with an id that is unique in its session. */
    synchronized Frame.Request ask(Carried by, Frame.Request question) {
        long number = ++ids;
        JsonNode related = question.params().path(Meta.FIELD).path(Meta.RELATED_TASK);
        asked.put(number, new Asked(by, question.id(), related.path("taskId").asText("")));
        return new Frame.Request(LongNode.valueOf(number), question.method(), question.params());
    }

    /** Nobody waits for answers to what that has asked. */
    synchronized void over(@Nullable Carried by) {
        asked.values().removeIf(question -> question.by() == by);
    }

    /** The client has answered something; nothing if it has not been asked. */
    void answered(Frame answer) {
        if (answer instanceof Frame.Result result) {
            Asked question = take(result.id());
            if (question != null) {
                question.by().answer(new Frame.Result(question.number(), question.inItsTerms(result.result())));
            }
        } else if (answer instanceof Frame.Failure failure) {
            Asked question = take(failure.id());
            if (question != null) {
                question.by()
                        .answer(new Frame.Failure(
                                question.number(), failure.code(), failure.message(), failure.data()));
            }
        }
    }

    private synchronized @Nullable Asked take(@Nullable JsonNode id) {
        return id != null && id.isIntegralNumber() ? asked.remove(id.longValue()) : null;
    }
}
