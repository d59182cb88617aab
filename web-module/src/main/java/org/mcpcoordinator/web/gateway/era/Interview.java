package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.kept.SessionIds;

/**
 * What a task at a legacy server asks its modern client. Such a server asks while somebody waits for the task's result: that is
 * waited for here, and the client is told what has been asked when it looks how the task stands. Safe for any thread.
 */
final class Interview implements Ear {
    private static final int MOST = 32;

    private final String task;
    private final Runnable ended;
    private final Map<String, Frame.Request> open = new LinkedHashMap<>();
    private @Nullable Carried waiting;
    private boolean over;

    /**
     * One about that task.
     *
     * @param ended run when the server asks nothing more
     */
    Interview(String task, Runnable ended) {
        this.task = task;
        this.ended = ended;
    }

    /** That waits for the task's result. */
    void begin(Carried carried) {
        synchronized (this) {
            waiting = carried;
        }
    }

    /** What is asked now and has not been answered, as the newest revision has it. */
    synchronized ObjectNode questions() {
        ObjectNode asked = Json.object();
        open.forEach((key, question) -> {
            ObjectNode params = Related.toNone(question.params());
            // What the newer revision knows nothing of.
            params.remove("elicitationId");
            asked.putObject(key).put("method", question.method()).set("params", params);
        });
        return asked;
    }

    /** Gives the server what the client has answered; what was not asked, or has been answered, is left out. */
    void answer(JsonNode responses) {
        for (Map.Entry<String, JsonNode> response : responses.properties()) {
            Frame.Request question;
            Carried to;
            synchronized (this) {
                question = response.getValue().isObject() ? open.remove(response.getKey()) : null;
                to = waiting;
            }
            if (question != null && to != null) {
                to.answer(new Frame.Result(question.id(), Related.to(task, (ObjectNode) response.getValue())));
            }
        }
    }

    /** A new name for each question: none may be used twice while a task lasts, whoever asks again. */
    @Override
    public void asked(Frame.Request question) {
        Carried full;
        synchronized (this) {
            full = open.size() < MOST ? null : waiting;
            if (full == null) {
                open.put(SessionIds.next("q-"), question);
            }
        }
        if (full != null) {
            full.answer(new Frame.Failure(
                    question.id(),
                    ErrorCode.INTERNAL_ERROR.code(),
                    "the client has " + MOST + " questions to answer already",
                    null));
        }
    }

    /** The server may take a question back. */
    @Override
    public void told(Frame.Notification notification) {
        if (notification.method().equals("notifications/cancelled")) {
            synchronized (this) {
                open.values()
                        .removeIf(question -> Messages.same(
                                question.id(), notification.params().get("requestId")));
            }
        }
    }

    /** The task is over, or cannot be waited for; what it has come to is asked for with how it stands. */
    @Override
    public void answered(int status, Frame answer) {
        synchronized (this) {
            over = true;
            open.clear();
        }
        ended.run();
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Nobody looks any more. */
    void end(String reason) {
        Carried last;
        synchronized (this) {
            over = true;
            open.clear();
            last = waiting;
        }
        if (last != null) {
            last.cancel(reason);
        }
    }
}
