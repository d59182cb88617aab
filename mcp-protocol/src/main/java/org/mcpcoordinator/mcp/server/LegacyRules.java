package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;

/** Revisions 2024-11-05 to 2025-11-25, served without sessions: no id is minted and none is asked for. */
final class LegacyRules {
    private final ServerIdentity identity;
    private final ToolBox tools;

    LegacyRules(ServerIdentity identity, ToolBox tools) {
        this.identity = identity;
        this.tools = tools;
    }

    Outcome receive(HttpQuestion question, Frame frame) {
        boolean initializing = frame instanceof Frame.Request request && "initialize".equals(request.method());
        Optional<String> version = question.header(McpHeaders.PROTOCOL_VERSION).map(String::strip);
        if (!initializing && version.isPresent() && Revision.of(version.get()).isEmpty()) {
            JsonNode id = frame instanceof Frame.Request request ? request.id() : null;
            String reason = "MCP-Protocol-Version " + version.get() + " is not served";
            return new Outcome.Ready(
                    HttpAnswer.of(400, new Frame.Failure(id, ErrorCode.INVALID_REQUEST.code(), reason, served())));
        }
        // Notifications and answers want none; this server never asked anything.
        return frame instanceof Frame.Request request ? answer(request) : new Outcome.Ready(HttpAnswer.empty(202));
    }

    private Outcome answer(Frame.Request request) {
        return switch (request.method()) {
            case "initialize" -> result(request, initialize(request));
            case "ping" -> result(request, Json.object());
            case "tools/list" -> list(request);
            case "tools/call" -> call(request);
            default -> failed(request, ErrorCode.METHOD_NOT_FOUND, "method not found: " + request.method());
        };
    }

    private ObjectNode initialize(Frame.Request request) {
        Revision spoken = Optional.ofNullable(
                        request.params().path("protocolVersion").textValue())
                .flatMap(Revision::of)
                .filter(revision -> revision.era() == Era.LEGACY)
                .orElse(Revision.NEWEST_LEGACY);
        ObjectNode result = Json.object().put("protocolVersion", spoken.id());
        result.putObject("capabilities").putObject("tools");
        result.set("serverInfo", McpServer.implementation(identity));
        if (!identity.instructions().isEmpty()) {
            result.put("instructions", identity.instructions());
        }
        return result;
    }

    private Outcome list(Frame.Request request) {
        return tools.page(request.params().path("cursor").textValue())
                .map(page -> result(request, page))
                .orElseGet(
                        () -> failed(request, ErrorCode.INVALID_PARAMS, "unknown cursor; list again from the start"));
    }

    private Outcome call(Frame.Request request) {
        CallRules.Reading reading = CallRules.read(tools, request);
        if (reading instanceof CallRules.Reading.Made made) {
            return new Outcome.Work(
                    List.of(made.call()),
                    results -> HttpAnswer.of(
                            200, new Frame.Result(request.id(), results.get(0).toLegacyJson())));
        }
        return failed(request, ErrorCode.INVALID_PARAMS, ((CallRules.Reading.Refused) reading).reason());
    }

    private static ObjectNode served() {
        ObjectNode data = Json.object();
        var list = data.putArray("supported");
        for (Revision revision : Revision.values()) {
            list.add(revision.id());
        }
        return data;
    }

    private static Outcome result(Frame.Request request, ObjectNode result) {
        return new Outcome.Ready(HttpAnswer.of(200, new Frame.Result(request.id(), result)));
    }

    private static Outcome failed(Frame.Request request, ErrorCode code, String message) {
        return new Outcome.Ready(HttpAnswer.of(200, new Frame.Failure(request.id(), code.code(), message, null)));
    }
}
