package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.xnio.XnioExecutor;

/**
 * What a modern server wants to know before it answers a legacy client's request: asked one by one, and answered with the
 * next round of the same request. On the call's I/O thread.
 */
final class Rounds {
    /** How often a server may ask before it answers, and how long all of it may take. */
    private static final int MOST = 20;

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_QUESTIONS = 32;

    private final ModernCall call;
    private final Asker asker;
    private final ObjectNode params;
    private final Map<Integer, String> open = new HashMap<>();
    private ObjectNode next = Json.object();
    private XnioExecutor.@Nullable Key deadline;
    private int rounds;
    private int ids;

    Rounds(ModernCall call, Asker asker, ObjectNode params) {
        this.call = call;
        this.asker = asker;
        this.params = params;
    }

    void asked(ObjectNode result) {
        JsonNode questions = result.path("inputRequests");
        next = params.deepCopy();
        next.remove(List.of("inputResponses", "requestState"));
        if (result.has("requestState")) {
            next.set("requestState", result.get("requestState"));
        }
        if (++rounds > MOST || questions.size() > MOST_QUESTIONS) {
            call.fail(
                    ErrorCode.INTERNAL_ERROR.code(),
                    "the server asked more than " + MOST + " times, or for more than " + MOST_QUESTIONS
                            + " things at once, and gave no answer");
            return;
        }
        if (deadline == null) {
            deadline = call.home().executeAfter(this::late, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (questions.isEmpty()) {
            call.send(next);
            return;
        }
        for (Map.Entry<String, JsonNode> question : questions.properties()) {
            String method = question.getValue().path("method").asText("");
            if (!EraTerms.mayAsk(asker.capabilities(), method, params(question.getValue()))) {
                call.fail(
                        ErrorCode.INTERNAL_ERROR.code(),
                        "the server asks for " + method + ", which this client has not declared");
                return;
            }
        }
        next.putObject("inputResponses");
        Map<Integer, Frame.Request> asking = new HashMap<>();
        for (Map.Entry<String, JsonNode> question : questions.properties()) {
            ObjectNode given = params(question.getValue()).deepCopy();
            if (EraTerms.isAddress(question.getValue().path("method").asText(), given)) {
                // The older revisions want one.
                given.put("elicitationId", UUID.randomUUID().toString());
            }
            open.put(++ids, question.getKey());
            asking.put(
                    ids,
                    new Frame.Request(
                            IntNode.valueOf(ids),
                            question.getValue().path("method").asText(),
                            given));
        }
        asking.values().forEach(call::tell);
    }

    private static ObjectNode params(JsonNode question) {
        return question.path("params") instanceof ObjectNode object ? object : Json.object();
    }

    void answered(Frame answer) {
        JsonNode id = answer instanceof Frame.Result result
                ? result.id()
                : answer instanceof Frame.Failure failure ? failure.id() : null;
        String key = id != null && id.isIntegralNumber() ? open.remove(id.intValue()) : null;
        if (key == null) {
            return;
        }
        if (answer instanceof Frame.Failure failure) {
            open.clear();
            call.fail(failure.code(), "the client did not answer what the server asked: " + failure.message());
        } else if (answer instanceof Frame.Result result) {
            ((ObjectNode) next.get("inputResponses")).set(key, result.result());
            if (open.isEmpty()) {
                call.send(next);
            }
        }
    }

    private void late() {
        call.fail(
                ErrorCode.INTERNAL_ERROR.code(),
                "what the server asked was not answered within " + LONGEST.toMinutes() + " min");
    }

    void end() {
        open.clear();
        if (deadline != null) {
            deadline.remove();
        }
    }
}
