package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.routing.Route;

/** Why a server has given no answer of its own; told as the gateway tells it everywhere. */
record Fault(ProblemCode code, String detail) {
    static Fault of(Post.Break how, Route route, Duration limit) {
        String server = label(route);
        return switch (how) {
            case AWAY -> new Fault(ProblemCode.SERVER_AWAY, "no connection to " + server);
            case SILENT ->
                new Fault(ProblemCode.SERVER_SILENT, server + " did not answer within " + limit.toMillis() + " ms");
            case CUT -> new Fault(ProblemCode.SERVER_CUT, server + " broke off; the call may have been carried out");
            case TOO_LONG ->
                new Fault(
                        ProblemCode.SERVER_CUT,
                        server + " answered with more than there is room for where eras differ: " + Post.LONGEST
                                + " bytes at most; the call may have been carried out");
        };
    }

    static Fault refused(Route route, int status, String said) {
        return new Fault(
                ProblemCode.SERVER_REFUSED,
                label(route) + " refused it with HTTP " + status + (said.isEmpty() ? "" : ": " + said));
    }

    /** An answer that has ended without what was asked for. */
    static Fault unfinished(Route route, int status) {
        return status >= 400
                ? refused(route, status, "")
                : new Fault(
                        ProblemCode.SERVER_CUT,
                        label(route) + " ended its answer without a result; the call may have been carried out");
    }

    static String label(Route route) {
        return route.replica() == 0 ? route.server() : route.server() + "#" + route.replica();
    }

    int status() {
        return code.status();
    }

    Frame.Failure failure(@Nullable JsonNode id) {
        ObjectNode data = Json.object().put("code", code.name());
        return new Frame.Failure(id, code.number(), code.title() + ": " + detail, data);
    }
}
