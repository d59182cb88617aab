package org.mcpcoordinator.web.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.standby.Offer;

/**
 * Answers for a server that sleeps, from what it said when it was asked last: in the era in which it speaks itself. What is
 * neither known nor to be answered without it gives nothing: then it is woken.
 */
final class FromOffer {
    private static final Map<String, String> FIELDS = Map.of(
            "tools/list", "tools",
            "prompts/list", "prompts",
            "resources/list", "resources",
            "resources/templates/list", "resourceTemplates");

    /** Of JSON-RPC. */
    private static final int INVALID_REQUEST = -32600;

    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;

    private final Offer offer;
    private final boolean modern;

    FromOffer(Offer offer, boolean modern) {
        this.offer = offer;
        this.modern = modern;
    }

    /**
     * An answer.
     *
     * @param status of HTTP
     * @param body null if there is none
     */
    record Answer(int status, @Nullable ObjectNode body) {
        boolean isResult() {
            return body != null && body.has("result");
        }
    }

    /** The answer; empty if only the server itself can give it. */
    Optional<Answer> to(Errand errand) {
        String method = errand.method();
        if (method == null && errand.id() == null) {
            return Optional.of(failed(errand, 400, INVALID_REQUEST, "one JSON-RPC message is wanted"));
        }
        if (method == null || errand.id() == null) {
            // An answer to nothing, or a notification: there is nobody yet to whom it could matter.
            return Optional.of(new Answer(202, null));
        }
        if (modern ? offer.discover() == null : offer.initialize() == null) {
            return Optional.of(failed(
                    errand,
                    400,
                    INVALID_REQUEST,
                    modern
                            ? "it speaks revisions with initialize, up to " + Revision.NEWEST_LEGACY.id()
                            : "it speaks revision " + Revision.NEWEST.id() + ", without initialize"));
        }
        if (errand.wakes()) {
            return Optional.empty();
        }
        String field = FIELDS.get(method);
        return field == null ? Optional.of(other(errand, method)) : list(errand, method, field);
    }

    /** Its tools, in whichever era it is asked; empty if they are not known. */
    Optional<Answer> tools(Errand errand) {
        return list(errand, "tools/list", "tools");
    }

    private Answer other(Errand errand, String method) {
        if (modern) {
            return method.equals("server/discover") && offer.discover() != null
                    ? result(errand, offer.discover().deepCopy())
                    : unknown(errand, method);
        }
        return switch (method) {
            case "initialize" -> result(errand, greeting(errand));
            case "ping", "logging/setLevel" -> result(errand, JsonNodeFactory.instance.objectNode());
            default -> unknown(errand, method);
        };
    }

    private Optional<Answer> list(Errand errand, String method, String field) {
        if (!offer.has(method.substring(0, method.indexOf('/')))) {
            return Optional.of(unknown(errand, method));
        }
        if (errand.cursor()) {
            return Optional.of(failed(errand, 200, INVALID_PARAMS, "unknown cursor; all is on the first page"));
        }
        ArrayNode list = offer.list(method);
        if (list == null) {
            return Optional.empty();
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (modern) {
            result.put("resultType", "complete").put("ttlMs", 0).put("cacheScope", "private");
        }
        result.set(field, list);
        return Optional.of(result(errand, result));
    }

    /** In the revision the client asks for, unless the server speaks an older one. */
    private ObjectNode greeting(Errand errand) {
        ObjectNode greeting = offer.initialize() == null
                ? JsonNodeFactory.instance.objectNode()
                : offer.initialize().deepCopy();
        String own = greeting.path("protocolVersion").asText("");
        ObjectNode asked = errand.initialize();
        Optional.ofNullable(asked == null ? null : asked.path("protocolVersion").textValue())
                .flatMap(Revision::of)
                .filter(revision ->
                        revision.era() == Era.LEGACY && revision.id().compareTo(own) < 0)
                .ifPresent(revision -> greeting.put("protocolVersion", revision.id()));
        return greeting;
    }

    private Answer unknown(Errand errand, String method) {
        return failed(
                errand,
                modern ? 404 : 200,
                METHOD_NOT_FOUND,
                "not answered while it sleeps: " + (method.length() > 64 ? method.substring(0, 64) : method));
    }

    private static Answer result(Errand errand, ObjectNode result) {
        ObjectNode body = envelope(errand);
        body.set("result", result);
        return new Answer(200, body);
    }

    private static Answer failed(Errand errand, int status, int code, String message) {
        ObjectNode body = envelope(errand);
        body.putObject("error").put("code", code).put("message", message);
        return new Answer(status, body);
    }

    private static ObjectNode envelope(Errand errand) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        body.set("id", errand.id());
        return body;
    }
}
