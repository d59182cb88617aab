package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

/**
 * What a legacy server asks in the middle of a modern client's request: the client is asked by a result, and the request
 * stays open at the server until the client comes back with its answers. On the call's I/O thread.
 */
final class Pause {
    private final LegacyCall call;
    private final Parking parking;
    private final Map<String, Frame.Request> open = new LinkedHashMap<>();
    private int keys;
    private boolean parked;
    private boolean leading;
    private @Nullable Held held;

    Pause(LegacyCall call, Parking parking) {
        this.call = call;
        this.parking = parking;
    }

    /** The server's answer, which came while nobody was there to hear it. */
    private record Held(int status, Frame answer) {}

    boolean isParked() {
        return parked;
    }

    void ask(Frame.Request question) {
        open.put("q" + ++keys, question);
        if (!parked) {
            park();
        }
    }

    /**
     * The server wants the client to go somewhere before it asks again, and has done nothing yet.
     *
     * @return false if the client cannot be led anywhere
     */
    boolean leads(Frame.Failure failure) {
        if (failure.data() == null
                || !call.asker().capabilities().path("elicitation").has("url")) {
            return false;
        }
        for (JsonNode each : failure.data().path("elicitations")) {
            if (each instanceof ObjectNode params && params.path("url").isTextual()) {
                String key = "q" + ++keys;
                open.put(
                        key, new Frame.Request(TextNode.valueOf(key), "elicitation/create", params.put("mode", "url")));
            }
        }
        leading = !open.isEmpty();
        if (leading) {
            park();
        }
        return leading;
    }

    /** The client has been there, will not go, or has not said. */
    private void goOn(JsonNode responses) {
        boolean refused = false;
        for (String key : List.copyOf(open.keySet())) {
            JsonNode action = responses.path(key).path("action");
            if (action.isTextual()) {
                open.remove(key);
                refused |= !action.textValue().equals("accept");
            }
        }
        if (refused) {
            call.end(new Frame.Failure(
                    call.request().id(),
                    ErrorCode.INVALID_PARAMS.code(),
                    "the server wants its client to open an address first, which was declined; nothing has been done",
                    null));
        } else if (open.isEmpty()) {
            leading = false;
            call.sendAgain();
        } else {
            park();
        }
    }

    /** True if the server takes a question back. */
    boolean withdraws(Frame.Notification notification) {
        return notification.method().equals("notifications/cancelled")
                && open.values()
                        .removeIf(question -> Messages.same(
                                question.id(), notification.params().get("requestId")));
    }

    /** True if the answer is kept until the client comes back. */
    boolean holds(int status, Frame answer) {
        if (parked) {
            held = new Held(status, answer);
        }
        return parked;
    }

    /** The client is back, with the call's request as it is now. */
    void resume() {
        parked = false;
        JsonNode responses = call.request().params().path("inputResponses");
        if (leading) {
            goOn(responses);
            return;
        }
        responses.properties().forEach(response -> {
            Frame.Request question = response.getValue().isObject() ? open.remove(response.getKey()) : null;
            if (question != null) {
                call.say(new Frame.Result(question.id(), (ObjectNode) response.getValue()));
            }
        });
        Held before = held;
        if (before != null) {
            call.reply(before.status(), named(before.answer()));
        } else if (!open.isEmpty()) {
            park();
        }
    }

    private Frame named(Frame answer) {
        JsonNode id = call.request().id();
        return answer instanceof Frame.Result result
                ? new Frame.Result(id, result.result())
                : answer instanceof Frame.Failure failure
                        ? new Frame.Failure(id, failure.code(), failure.message(), failure.data())
                        : answer;
    }

    private void park() {
        Optional<String> state = parking.park(call);
        if (state.isEmpty() && leading) {
            call.end(new Frame.Failure(
                    call.request().id(),
                    ErrorCode.INTERNAL_ERROR.code(),
                    "too many calls wait for their clients' answers; nothing has been done",
                    null));
            return;
        }
        if (state.isEmpty()) {
            open.values()
                    .forEach(question -> call.say(new Frame.Failure(
                            question.id(),
                            ErrorCode.INTERNAL_ERROR.code(),
                            "too many calls wait for their clients' answers",
                            null)));
            open.clear();
            return;
        }
        parked = true;
        ObjectNode result = Json.object().put("resultType", "input_required");
        ObjectNode asked = result.putObject("inputRequests");
        open.forEach((key, question) -> {
            ObjectNode one = asked.putObject(key).put("method", question.method());
            ObjectNode params = question.params().deepCopy();
            // What the newer revision knows nothing of; the call itself remembers which question it was.
            params.remove("elicitationId");
            one.set("params", params);
        });
        result.put("requestState", state.get());
        call.reply(200, new Frame.Result(call.request().id(), result));
    }
}
