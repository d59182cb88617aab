package org.mcpcoordinator.mcp.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;

/** Reads the answer to one request, whether it came as one JSON object or framed as server-sent events. */
public final class Answers {
    private Answers() {}

    /**
     * Reads an answer.
     *
     * @param contentType as sent, or null
     * @param id of the request; null if it was a notification
     */
    public static Answer read(int status, @Nullable String contentType, byte[] body, @Nullable JsonNode id) {
        if (id == null) {
            return status / 100 == 2 ? new Answer.Accepted() : refusal(status, contentType, body);
        }
        if (isEventStream(contentType)) {
            for (String data : eventData(body)) {
                Answer answer = message(status, data.getBytes(StandardCharsets.UTF_8), id);
                if (!(answer instanceof Answer.Unreadable)) {
                    return answer;
                }
            }
            return new Answer.Unreadable(status, "the stream ended without the answer");
        }
        return message(status, body, id);
    }

    /** The data of each event of a server-sent stream, in order. */
    public static List<String> eventData(byte[] body) {
        List<String> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        for (String line : new String(body, StandardCharsets.UTF_8).split("\r\n|\n|\r", -1)) {
            if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n")
                        .append(line.substring("data:".length()).stripLeading());
            } else if (line.isEmpty() && !data.isEmpty()) {
                events.add(data.toString());
                data.setLength(0);
            }
        }
        return events;
    }

    /** True if an answer of this type is a stream of events. */
    public static boolean isEventStream(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    private static Answer refusal(int status, @Nullable String contentType, byte[] body) {
        return isEventStream(contentType)
                ? new Answer.Unreadable(status, "refused with HTTP " + status)
                : message(status, body, null);
    }

    private static Answer message(int status, byte[] body, @Nullable JsonNode id) {
        Frames.Reading reading;
        JsonNode json;
        try {
            json = Json.read(body);
            reading = Frames.read(json);
        } catch (IOException notJson) {
            return new Answer.Unreadable(
                    status, status / 100 == 2 ? "the answer is not JSON" : "refused with HTTP " + status);
        }
        return message(status, json, reading, id);
    }

    /** Reads one message as the answer to a request. */
    static Answer message(int status, JsonNode json, @Nullable JsonNode id) {
        return message(status, json, Frames.read(json), id);
    }

    private static Answer message(int status, JsonNode json, Frames.Reading reading, @Nullable JsonNode id) {
        if (!(reading instanceof Frames.Reading.Read read)) {
            return new Answer.Unreadable(status, told(json) + " (HTTP " + status + ")");
        }
        if (read.frame() instanceof Frame.Failure failure && (failure.id() == null || same(failure.id(), id))) {
            return new Answer.Refused(status, failure.code(), failure.message(), failure.data());
        }
        return read.frame() instanceof Frame.Result result && same(result.id(), id)
                ? new Answer.Result(result.result())
                : new Answer.Unreadable(status, "not the answer to this request");
    }

    /** Who stands before a server, a gateway or a proxy, refuses with a problem document (RFC 9457). */
    private static String told(JsonNode json) {
        String title = json.path("title").asText("");
        String detail = json.path("detail").asText("");
        if (title.isEmpty()) {
            return "the answer is not JSON-RPC";
        }
        return detail.isEmpty() ? title : title + ": " + detail;
    }

    /** Ids keep their type on the way; the width of the number does not matter. */
    private static boolean same(JsonNode left, @Nullable JsonNode right) {
        return right != null
                && left.isTextual() == right.isTextual()
                && left.asText().equals(right.asText());
    }
}
