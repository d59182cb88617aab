package org.mcpcoordinator.mcp.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;

/** What every request of revision 2026-07-28 over HTTP must carry: its version, its headers, its {@code _meta}. */
public final class ModernRequests {
    private ModernRequests() {}

    /** What is wrong with the request, if something is; answered with 400. */
    public static Optional<Frame.Failure> refusal(HttpQuestion question, Frame.Request request) {
        return refuseVersion(question, request)
                .or(() -> refuseHeaders(question, request))
                .or(() -> refuseMeta(request));
    }

    private static Optional<Frame.Failure> refuseVersion(HttpQuestion question, Frame.Request request) {
        Optional<String> header = question.header(McpHeaders.PROTOCOL_VERSION).map(McpHeaders::bare);
        if (header.isEmpty()) {
            return mismatch(request, "header MCP-Protocol-Version is missing");
        }
        JsonNode claimed = request.params().path(Meta.FIELD).path(Meta.PROTOCOL_VERSION);
        if (claimed.isTextual() && !claimed.textValue().equals(header.get())) {
            return mismatch(request, "header MCP-Protocol-Version differs from the version in _meta");
        }
        if (Revision.of(header.get()).filter(known -> known.era() == Era.MODERN).isPresent()) {
            return Optional.empty();
        }
        ObjectNode data = Json.object();
        data.putArray("supported").add(Revision.NEWEST.id());
        data.put("requested", header.get());
        return failure(
                request, ErrorCode.UNSUPPORTED_PROTOCOL_VERSION, "revision " + header.get() + " is not served", data);
    }

    private static Optional<Frame.Failure> refuseHeaders(HttpQuestion question, Frame.Request request) {
        Optional<String> method = question.header(McpHeaders.METHOD).map(McpHeaders::bare);
        if (method.isEmpty()) {
            return mismatch(request, "header Mcp-Method is missing");
        }
        if (!method.get().equals(request.method())) {
            return mismatch(request, "header Mcp-Method differs from the method in the body");
        }
        Optional<String> parameter = McpHeaders.namedParameter(request.method());
        if (parameter.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> name = question.header(McpHeaders.NAME);
        if (name.isEmpty()) {
            return mismatch(request, "header Mcp-Name is missing");
        }
        Optional<String> decoded = McpHeaders.decode(name.get());
        if (decoded.isEmpty()) {
            return mismatch(request, "header Mcp-Name is not valid base64 of UTF-8");
        }
        return decoded.get().equals(request.params().path(parameter.get()).textValue())
                ? Optional.empty()
                : mismatch(request, "header Mcp-Name differs from params." + parameter.get());
    }

    private static Optional<Frame.Failure> refuseMeta(Frame.Request request) {
        JsonNode meta = request.params().path(Meta.FIELD);
        if (!meta.path(Meta.PROTOCOL_VERSION).isTextual()) {
            return invalid(request, "_meta lacks " + Meta.PROTOCOL_VERSION);
        }
        return meta.path(Meta.CLIENT_CAPABILITIES).isObject()
                ? Optional.empty()
                : invalid(request, "_meta lacks the object " + Meta.CLIENT_CAPABILITIES);
    }

    private static Optional<Frame.Failure> mismatch(Frame.Request request, String message) {
        return failure(request, ErrorCode.HEADER_MISMATCH, message, null);
    }

    private static Optional<Frame.Failure> invalid(Frame.Request request, String message) {
        return failure(request, ErrorCode.INVALID_PARAMS, message, null);
    }

    private static Optional<Frame.Failure> failure(
            Frame.Request request, ErrorCode code, String message, @Nullable JsonNode data) {
        return Optional.of(new Frame.Failure(request.id(), code.code(), message, data));
    }
}
