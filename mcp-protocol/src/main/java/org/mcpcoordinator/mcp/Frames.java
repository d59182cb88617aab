package org.mcpcoordinator.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON-RPC messages out of JSON trees, and says what is wrong with one that is none. */
public final class Frames {
    private Frames() {}

    /** What a message turned out to be. */
    public sealed interface Reading {
        /** A message. */
        record Read(Frame frame) implements Reading {}

        /** No message; the id is given if it could be told. */
        record Refused(@Nullable JsonNode id, String reason) implements Reading {}
    }

    /** Reads one message; a batch is refused. */
    public static Reading read(JsonNode json) {
        if (!(json instanceof ObjectNode object)) {
            return refused(null, json.isArray() ? "batches are not served" : "a message is a JSON object");
        }
        JsonNode id = object.get("id");
        Optional<JsonNode> readableId = Optional.ofNullable(id).filter(Frames::isId);
        if (!"2.0".equals(object.path("jsonrpc").textValue())) {
            return refused(readableId.orElse(null), "jsonrpc must be \"2.0\"");
        }
        if (id != null && readableId.isEmpty() && !object.has("error")) {
            return refused(null, "an id is a text or a whole number");
        }
        return object.has("method")
                ? asking(object, readableId.orElse(null))
                : answering(object, readableId.orElse(null));
    }

    /** True for what JSON-RPC ids may be in MCP: texts and whole numbers. */
    public static boolean isId(JsonNode id) {
        return id.isTextual() || id.isIntegralNumber();
    }

    private static Reading asking(ObjectNode object, @Nullable JsonNode id) {
        String method = object.path("method").textValue();
        if (method == null || method.isEmpty()) {
            return refused(id, "method is a text that is not empty");
        }
        if (object.has("result") || object.has("error")) {
            return refused(id, "a message is a request or an answer, not both");
        }
        JsonNode params = object.get("params");
        if (params != null && !params.isObject()) {
            return refused(id, "params must be an object");
        }
        ObjectNode given = params instanceof ObjectNode found ? found : Json.object();
        return new Reading.Read(
                id == null ? new Frame.Notification(method, given) : new Frame.Request(id, method, given));
    }

    private static Reading answering(ObjectNode object, @Nullable JsonNode id) {
        JsonNode error = object.get("error");
        JsonNode result = object.get("result");
        if (error != null && result == null && error.path("code").isIntegralNumber()) {
            String message = error.path("message").asText("");
            return new Reading.Read(new Frame.Failure(id, error.path("code").intValue(), message, error.get("data")));
        }
        if (error == null && result instanceof ObjectNode given && id != null) {
            return new Reading.Read(new Frame.Result(id, given));
        }
        return refused(id, "a message needs a method, a result or an error");
    }

    private static Reading refused(@Nullable JsonNode id, String reason) {
        return new Reading.Refused(id, reason);
    }
}
