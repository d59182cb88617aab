package org.mcpcoordinator.web.gateway.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;

/**
 * One message of a client as far as it must be known: what it is about is never read, only stepped over.
 *
 * @param body all of it
 * @param id null for a notification
 * @param method null for an answer
 * @param params those that matter: texts of a few names, {@code ref}, and of {@code _meta} what only modern clients send
 * @param spans where in the body texts stand that name something, by their path
 */
@SuppressWarnings("ArrayRecordComponent") // made and read here, never compared
public record Demand(
        byte[] body, @Nullable JsonNode id, @Nullable String method, ObjectNode params, Map<String, Span> spans) {
    /**
     * A text of the body, quotation marks included.
     *
     * @param from its first byte
     * @param to the first byte after it
     */
    public record Span(int from, int to) {}

    /** What a body turned out to be. */
    public sealed interface Reading {
        /** A message. */
        record Read(Demand demand) implements Reading {}

        /**
         * None.
         *
         * @param id if it could be told
         * @param code of JSON-RPC
         */
        record Refused(@Nullable JsonNode id, int code, String reason) implements Reading {}
    }

    /** Reads a body. */
    public static Reading read(byte[] body) {
        return new DemandReader(body).read();
    }

    /** The message in the words of the protocol; its parameters are only those that matter. */
    public Frame frame() {
        String named = method;
        if (named == null) {
            return new Frame.Notification("", params);
        }
        return id == null ? new Frame.Notification(named, params) : new Frame.Request(id, named, params);
    }

    /** A text of the parameters; null if it is missing or none. */
    public @Nullable String text(String name) {
        return params.path(name).textValue();
    }

    /** The body with another text in the place of the one at that path. */
    public byte[] with(String path, String text) {
        Span span = spans.get(path);
        if (span == null) {
            return body;
        }
        byte[] other = Json.text(Json.object().textNode(text)).getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[body.length - (span.to() - span.from()) + other.length];
        System.arraycopy(body, 0, all, 0, span.from());
        System.arraycopy(other, 0, all, span.from(), other.length);
        System.arraycopy(body, span.to(), all, span.from() + other.length, body.length - span.to());
        return all;
    }
}
