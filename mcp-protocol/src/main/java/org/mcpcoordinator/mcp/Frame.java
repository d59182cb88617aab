package org.mcpcoordinator.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One JSON-RPC 2.0 message as MCP allows it: ids are texts or whole numbers, parameters are objects. */
public sealed interface Frame {
    /**
     * A message that wants an answer.
     *
     * @param id text or whole number, never null
     * @param params empty if the message has none
     */
    record Request(JsonNode id, String method, ObjectNode params) implements Frame {
        public Request {
            Objects.requireNonNull(id);
            Objects.requireNonNull(method);
            Objects.requireNonNull(params);
        }
    }

    /** A message that wants none. */
    record Notification(String method, ObjectNode params) implements Frame {
        public Notification {
            Objects.requireNonNull(method);
            Objects.requireNonNull(params);
        }
    }

    /** A successful answer. */
    record Result(JsonNode id, ObjectNode result) implements Frame {
        public Result {
            Objects.requireNonNull(id);
            Objects.requireNonNull(result);
        }
    }

    /**
     * An answer that says what went wrong.
     *
     * @param id null if the request could not be read
     * @param data more for programs; may be null
     */
    record Failure(
            @Nullable JsonNode id,
            int code,
            String message,
            @Nullable JsonNode data) implements Frame {
        public Failure {
            Objects.requireNonNull(message);
        }
    }

    /** This message as a JSON tree. */
    default ObjectNode toJson() {
        ObjectNode json = Json.object().put("jsonrpc", "2.0");
        if (this instanceof Request request) {
            json.set("id", request.id());
            json.put("method", request.method());
            json.set("params", request.params());
        } else if (this instanceof Notification notification) {
            json.put("method", notification.method());
            json.set("params", notification.params());
        } else if (this instanceof Result result) {
            json.set("id", result.id());
            json.set("result", result.result());
        } else if (this instanceof Failure failure) {
            if (failure.id() != null) {
                json.set("id", failure.id());
            }
            ObjectNode error =
                    json.putObject("error").put("code", failure.code()).put("message", failure.message());
            if (failure.data() != null) {
                error.set("data", failure.data());
            }
        }
        return json;
    }

    /** This message as UTF-8 bytes. */
    default byte[] toBytes() {
        return Json.bytes(toJson());
    }
}
