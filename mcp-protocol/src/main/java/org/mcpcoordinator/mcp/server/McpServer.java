package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Frames;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/**
 * A server of tools that speaks both eras on one address, without sessions in either.
 *
 * <p>The era of a request is decided in this order: a modern version header or a modern key in {@code _meta} makes it
 * modern; everything else is legacy, where an absent version header means 2025-03-26. Immutable and safe for any number
 * of threads.
 */
public final class McpServer {
    private static final int MOST_IN_BATCH = 20;

    private final LegacyRules legacy;
    private final ModernRules modern;

    /** A server of these tools. */
    public McpServer(ServerIdentity identity, List<Tool> tools) {
        this(identity, new ToolBox(tools), "public");
    }

    private McpServer(ServerIdentity identity, ToolBox box, String scope) {
        this.legacy = new LegacyRules(identity, box);
        this.modern = new ModernRules(identity, box, scope);
        Objects.requireNonNull(identity);
    }

    /**
     * A server as one caller sees it: nobody else may be given what it lists.
     *
     * @param hidden tools that are not listed, and that say why when they are called
     */
    public static McpServer forOne(ServerIdentity identity, List<Tool> listed, List<Tool> hidden) {
        return new McpServer(identity, new ToolBox(listed, hidden), "private");
    }

    /** Answers a question, or says what work must be done first. Never blocks. */
    public Outcome receive(HttpQuestion question) {
        if (!"POST".equals(question.method())) {
            // No stream to open and no session to end: 405 in both eras.
            return new Outcome.Ready(new HttpAnswer(
                    405,
                    Map.of("Allow", "POST"),
                    new Frame.Failure(null, ErrorCode.INVALID_REQUEST.code(), "only POST is served here", null)
                            .toBytes()));
        }
        if (!MediaRules.isJson(question.header("Content-Type"))) {
            return refused(415, ErrorCode.INVALID_REQUEST, "Content-Type must be application/json");
        }
        if (!MediaRules.acceptsBoth(question.header("Accept"))) {
            return refused(406, ErrorCode.INVALID_REQUEST, "Accept must name application/json and text/event-stream");
        }
        JsonNode json;
        try {
            json = Json.read(question.body());
        } catch (IOException unreadable) {
            return refused(400, ErrorCode.PARSE_ERROR, "the body is not one JSON value");
        }
        return json instanceof ArrayNode batch ? batch(question, batch) : single(question, Frames.read(json));
    }

    private Outcome single(HttpQuestion question, Frames.Reading reading) {
        if (reading instanceof Frames.Reading.Refused refused) {
            return new Outcome.Ready(HttpAnswer.of(
                    400, new Frame.Failure(refused.id(), ErrorCode.INVALID_REQUEST.code(), refused.reason(), null)));
        }
        Frame frame = ((Frames.Reading.Read) reading).frame();
        return isModern(question, frame) ? modern.receive(question, frame) : legacy.receive(question, frame);
    }

    /** True if a message belongs to the modern era: by its version header, or by a key of its {@code _meta}. */
    public static boolean isModern(HttpQuestion question, Frame frame) {
        if (question.header(McpHeaders.PROTOCOL_VERSION)
                .map(String::strip)
                .filter(Revision::isModern)
                .isPresent()) {
            return true;
        }
        return (frame instanceof Frame.Request request && Meta.isModern(request.params()))
                || (frame instanceof Frame.Notification notification && Meta.isModern(notification.params()));
    }

    /** Only revision 2025-03-26 allows batches; ours run one after the other. */
    private Outcome batch(HttpQuestion question, ArrayNode batch) {
        Optional<String> version = question.header(McpHeaders.PROTOCOL_VERSION);
        boolean allowed = Revision.V2025_03_26.id().equals(version.orElse(Revision.UNNAMED.id()))
                && !batch.isEmpty()
                && batch.size() <= MOST_IN_BATCH;
        if (!allowed) {
            return refused(
                    400,
                    ErrorCode.INVALID_REQUEST,
                    "batches are served for revision 2025-03-26 only, with 1 to " + MOST_IN_BATCH + " messages");
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (JsonNode message : batch) {
            Frames.Reading reading = Frames.read(message);
            if (reading instanceof Frames.Reading.Read read && isModern(question, read.frame())) {
                return refused(400, ErrorCode.INVALID_REQUEST, "a batch cannot hold messages of revision 2026-07-28");
            }
            outcomes.add(single(question, reading));
        }
        return Batch.join(outcomes);
    }

    private static Outcome refused(int status, ErrorCode code, String reason) {
        return new Outcome.Ready(HttpAnswer.refused(status, code, reason));
    }

    static ObjectNode implementation(ServerIdentity identity) {
        ObjectNode info = JsonNodeFactory.instance.objectNode();
        info.put("name", identity.name());
        info.put("title", identity.title());
        return info.put("version", identity.version());
    }
}
