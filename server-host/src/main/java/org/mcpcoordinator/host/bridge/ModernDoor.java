package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.mcp.server.HttpQuestion;
import org.mcpcoordinator.mcp.server.ModernRequests;

/** Clients of 2026-07-28: every request stands for itself. Guarded by the child's lock. */
final class ModernDoor {
    private static final Set<String> KNOWN = Set.of(
            "tools/list",
            "tools/call",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "completion/complete");

    private final Child child;
    private final Interests interests;

    ModernDoor(Child child, Interests interests) {
        this.child = child;
        this.interests = interests;
    }

    void post(HttpQuestion question, Frame frame, Reply reply) {
        if (frame instanceof Frame.Notification) {
            reply.complete(202, new byte[0]);
            return;
        }
        if (!(frame instanceof Frame.Request request)) {
            fail(
                    reply,
                    400,
                    new Frame.Failure(
                            null,
                            ErrorCode.INVALID_REQUEST.code(),
                            "answers are not accepted in revision 2026-07-28",
                            null));
            return;
        }
        Optional<Frame.Failure> refusal = ModernRequests.refusal(question, request);
        if (refusal.isPresent()) {
            fail(reply, 400, refusal.get());
        } else if (request.method().equals("server/discover")) {
            discover(request, reply);
        } else if (child.greeting().era() == Era.MODERN) {
            new ModernCall(child, request, reply).begin(interests);
        } else if (request.method().equals("subscriptions/listen")) {
            listen(request, reply);
        } else if (KNOWN.contains(request.method())) {
            new ModernCall(child, request, reply).begin(interests);
        } else {
            fail(
                    reply,
                    ErrorCode.METHOD_NOT_FOUND.status(),
                    new Frame.Failure(
                            request.id(),
                            ErrorCode.METHOD_NOT_FOUND.code(),
                            "method not found: " + request.method(),
                            null));
        }
    }

    /** Asked by probes, too: the program itself must have answered something. */
    private void discover(Frame.Request request, Reply reply) {
        if (child.greeting().era() == Era.MODERN) {
            new ModernCall(child, request, reply).begin(interests);
            return;
        }
        child.alive(reply, answer -> {
            if (answer instanceof Frame.Failure failure && failure.id() == null) {
                fail(
                        reply,
                        ErrorCode.INTERNAL_ERROR.status(),
                        new Frame.Failure(request.id(), failure.code(), failure.message(), null));
            } else {
                reply.complete(200, new Frame.Result(request.id(), discovered()).toBytes());
            }
        });
    }

    private ObjectNode discovered() {
        ObjectNode result = Lines.object();
        result.putArray("supportedVersions").add(Revision.NEWEST.id());
        ObjectNode capabilities = child.greeting().capabilities();
        // Tasks of 2025-11-25 are not those of the modern extension.
        capabilities.remove("tasks");
        result.set("capabilities", capabilities);
        child.greeting().instructions().ifPresent(text -> result.put("instructions", text));
        result.put("ttlMs", 0).put("cacheScope", "private").put("resultType", "complete");
        child.greeting()
                .serverInfo()
                .ifPresent(info -> result.putObject(Meta.FIELD).set(Meta.SERVER_INFO, info));
        return result;
    }

    private void listen(Frame.Request request, Reply reply) {
        Listen listen = new Listen(request, child.greeting().capabilities(), reply);
        if (!interests.add(listen)) {
            fail(
                    reply,
                    ErrorCode.INTERNAL_ERROR.status(),
                    new Frame.Failure(
                            request.id(),
                            ErrorCode.INTERNAL_ERROR.code(),
                            Interests.MOST_LISTENS + " listen to this server already; try again in a moment",
                            null));
            return;
        }
        reply.ifGone(() -> child.soon(() -> interests.remove(listen)));
        listen.acknowledge();
    }

    private static void fail(Reply reply, int status, Frame.Failure failure) {
        reply.complete(status, failure.toBytes());
    }
}
