package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/** Revision 2026-07-28: headers first, then {@code _meta}, then the method. */
final class ModernRules {
    /** How long a list may be kept: tools of a server change only when it is redeployed. */
    private static final int TTL_MILLIS = 30_000;

    private final ToolBox tools;
    private final ServerIdentity identity;
    private final ObjectNode about;
    private final String scope;

    ModernRules(ServerIdentity identity, ToolBox tools, String scope) {
        this.identity = identity;
        this.scope = scope;
        this.tools = tools;
        this.about = Json.object();
        about.set(Meta.SERVER_INFO, McpServer.implementation(identity));
    }

    Outcome receive(HttpQuestion question, Frame frame) {
        if (frame instanceof Frame.Notification) {
            return new Outcome.Ready(HttpAnswer.empty(202));
        }
        if (!(frame instanceof Frame.Request request)) {
            return new Outcome.Ready(HttpAnswer.refused(
                    400, ErrorCode.INVALID_REQUEST, "answers are not accepted in revision 2026-07-28"));
        }
        return ModernRequests.refusal(question, request)
                .<Outcome>map(failure -> new Outcome.Ready(HttpAnswer.of(400, failure)))
                .orElseGet(() -> answer(request));
    }

    private Outcome answer(Frame.Request request) {
        return switch (request.method()) {
            case "server/discover" -> ready(200, new Frame.Result(request.id(), complete(discover())));
            case "tools/list" -> list(request);
            case "tools/call" -> call(request);
            default ->
                ready(
                        ErrorCode.METHOD_NOT_FOUND.status(),
                        new Frame.Failure(
                                request.id(),
                                ErrorCode.METHOD_NOT_FOUND.code(),
                                "method not found: " + request.method(),
                                null));
        };
    }

    private ObjectNode discover() {
        ObjectNode result = Json.object();
        result.putArray("supportedVersions").add(Revision.NEWEST.id());
        result.putObject("capabilities").putObject("tools");
        if (!identity.instructions().isEmpty()) {
            result.put("instructions", identity.instructions());
        }
        return cacheable(result);
    }

    private Outcome list(Frame.Request request) {
        JsonNode cursor = request.params().path("cursor");
        Optional<ObjectNode> page = tools.page(cursor.textValue());
        return page.isPresent()
                ? ready(200, new Frame.Result(request.id(), complete(cacheable(page.get()))))
                : invalidButReadable(request, "unknown cursor; list again from the start");
    }

    private Outcome call(Frame.Request request) {
        CallRules.Reading reading = CallRules.read(tools, request);
        if (reading instanceof CallRules.Reading.Made made) {
            return new Outcome.Work(
                    List.of(made.call()),
                    results -> HttpAnswer.of(
                            200,
                            new Frame.Result(
                                    request.id(), complete(results.get(0).toJson()))));
        }
        return invalidButReadable(request, ((CallRules.Reading.Refused) reading).reason());
    }

    private ObjectNode complete(ObjectNode result) {
        if (!result.has("resultType")) {
            result.put("resultType", "complete");
        }
        result.set(Meta.FIELD, about);
        return result;
    }

    private ObjectNode cacheable(ObjectNode result) {
        return result.put("ttlMs", TTL_MILLIS).put("cacheScope", scope);
    }

    private static Outcome ready(int status, Frame frame) {
        return new Outcome.Ready(HttpAnswer.of(status, frame));
    }

    /** Unknown tool or bad cursor: the request was understood, hence 200. */
    private static Outcome invalidButReadable(Frame.Request request, String message) {
        return ready(200, new Frame.Failure(request.id(), ErrorCode.INVALID_PARAMS.code(), message, null));
    }
}
