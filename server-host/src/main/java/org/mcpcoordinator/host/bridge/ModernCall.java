package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;

/** A modern client's request under way. Guarded by the child's lock. */
final class ModernCall implements Asker {
    /** Results that say how long they may be kept. What a legacy program lists may change at any moment: not at all. */
    private static final Set<String> KEPT =
            Set.of("tools/list", "prompts/list", "resources/list", "resources/templates/list", "resources/read");

    /** What 2024-11-05 to 2025-11-25 say of a resource that is not there; not to be said in the modern era. */
    private static final int NO_RESOURCE = -32002;

    private final Child child;
    private final Frame.Request request;
    private final Reply reply;
    private final @Nullable JsonNode token;
    private final Optional<LogLevel> level;
    private final boolean legacy;
    private volatile long number;

    ModernCall(Child child, Frame.Request request, Reply reply) {
        this.child = child;
        this.request = request;
        this.reply = reply;
        JsonNode meta = request.params().path(Meta.FIELD);
        this.token = meta.get(Meta.PROGRESS_TOKEN);
        this.level = LogLevel.of(meta.path(Meta.LOG_LEVEL).textValue());
        this.legacy = child.greeting().era() == Era.LEGACY;
    }

    void begin(Interests interests) {
        level.ifPresent(interests::hear);
        number = child.ask(
                request.method(), legacy ? inLegacyTerms() : request.params().deepCopy(), this);
        reply.ifGone(() -> child.soon(() -> child.cancel(number, "the client has gone")));
    }

    @Override
    public boolean works() {
        return LegacyCall.WORK.contains(request.method());
    }

    @Override
    public void heard(Frame.Notification notification) {
        ObjectNode told = notification.params().deepCopy();
        if (token != null && told.has(Meta.PROGRESS_TOKEN)) {
            told.set(Meta.PROGRESS_TOKEN, token);
        }
        nameSubscription(told);
        reply.event(new Frame.Notification(notification.method(), told).toBytes());
    }

    /** The program knows a subscription by the number of its request on the pipe, the client by its own. */
    private void nameSubscription(ObjectNode told) {
        if (told.path(Meta.FIELD) instanceof ObjectNode meta && meta.has(Meta.SUBSCRIPTION_ID)) {
            meta.set(Meta.SUBSCRIPTION_ID, request.id());
        }
    }

    /** A log message that was sent while this alone was under way. */
    void log(Frame.Notification notification, LogLevel of) {
        if (level.isPresent() && of.compareTo(level.get()) >= 0) {
            reply.event(notification.toBytes());
        }
    }

    @Override
    public void answered(Frame answer) {
        if (answer instanceof Frame.Result result) {
            reply.complete(200, new Frame.Result(request.id(), shaped(result.result())).toBytes());
            return;
        }
        Frame.Failure failure = (Frame.Failure) answer;
        int code = failure.code() == NO_RESOURCE && legacy ? ErrorCode.INVALID_PARAMS.code() : failure.code();
        reply.complete(
                status(failure, code),
                new Frame.Failure(request.id(), code, failure.message(), failure.data()).toBytes());
    }

    /** A failure without an id is the bridge's own: nothing came out of the pipe. */
    private static int status(Frame.Failure failure, int code) {
        if (code == ErrorCode.METHOD_NOT_FOUND.code()) {
            return ErrorCode.METHOD_NOT_FOUND.status();
        }
        return failure.id() == null ? ErrorCode.INTERNAL_ERROR.status() : ErrorCode.provesModern(code) ? 400 : 200;
    }

    private ObjectNode inLegacyTerms() {
        ObjectNode params = request.params().deepCopy();
        params.remove(Meta.FIELD);
        if (token != null) {
            params.putObject(Meta.FIELD).set(Meta.PROGRESS_TOKEN, token);
        }
        return params;
    }

    private ObjectNode shaped(ObjectNode result) {
        nameSubscription(result);
        if (legacy) {
            result.put("resultType", "complete");
            if (KEPT.contains(request.method())) {
                result.put("ttlMs", 0).put("cacheScope", "private");
            }
            child.greeting()
                    .serverInfo()
                    .ifPresent(info -> result.withObject("/" + Meta.FIELD).set(Meta.SERVER_INFO, info));
        }
        return result;
    }
}
