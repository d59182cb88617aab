package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * A request about a task whose client speaks another era than its server: one or several requests in the server's words. The
 * eras ask at different moments: what the server of a task wants to know is told its client when that asks for the task. On one
 * I/O thread.
 */
abstract class BridgedTask implements Carried {
    final EraBridge bridge;
    final XnioIoThread home;
    final Route route;
    final Asker asker;
    final Frame.Request request;
    private final Ear ear;
    private @Nullable Carried under;
    private int asked;
    private boolean over;

    BridgedTask(EraBridge bridge, XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        this.bridge = bridge;
        this.home = home;
        this.route = route;
        this.asker = asker;
        this.request = request;
        this.ear = ear;
    }

    /** Who asks in its place, in the server's era. */
    abstract Asker there();

    /** True for what is about a task in either era. */
    static boolean isAbout(String method) {
        return method.startsWith("tasks/");
    }

    /** True if the client of a modern request knows what a task is. */
    static boolean knowsTasks(Frame.Request request) {
        return request.params()
                .path(Meta.FIELD)
                .path(Meta.CLIENT_CAPABILITIES)
                .path("extensions")
                .has(EraTerms.TASKS);
    }

    /** It is none: the call goes on as it came. */
    void pass() {
        if (!over) {
            asked++;
            under = bridge.plain(home, route, asker, request, ear);
        }
    }

    boolean isOver() {
        return over;
    }

    /** Asks the server that, and goes on with the result; any failure is the client's answer. */
    void ask(String method, ObjectNode params, Consumer<ObjectNode> then) {
        ask(method, params, then, failure -> finish(200, failure));
    }

    void ask(String method, ObjectNode params, Consumer<ObjectNode> then, Consumer<Frame.Failure> failed) {
        if (over) {
            return;
        }
        int mine = ++asked;
        Frame.Request one = new Frame.Request(request.id(), method, params);
        Carried carried = bridge.plain(home, route, there(), one, new Ear() {
            @Override
            public void told(Frame.Notification notification) {
                if (!over) {
                    ear.told(notification);
                }
            }

            @Override
            public void asked(Frame.Request question) {}

            @Override
            public void answered(int status, Frame answer) {
                if (over) {
                    return;
                }
                if (answer instanceof Frame.Result result) {
                    then.accept(result.result());
                } else if (answer instanceof Frame.Failure failure && status < 500) {
                    failed.accept(inItsTerms(failure));
                } else {
                    finish(status, answer);
                }
            }
        });
        // What failed at once has been followed by another already.
        if (mine == asked) {
            under = carried;
        }
    }

    private Frame.Failure inItsTerms(Frame.Failure failure) {
        int code = asker.isModern()
                ? EraTerms.modernCode(failure.code())
                : ErrorCode.provesModern(failure.code()) ? ErrorCode.INTERNAL_ERROR.code() : failure.code();
        return new Frame.Failure(request.id(), code, failure.message(), failure.data());
    }

    /** The id that the request names. */
    String task() {
        return request.params().path("taskId").asText("");
    }

    /** The same as parameters, alone. */
    ObjectNode named() {
        return Json.object().put("taskId", task());
    }

    /** The client is asked that, if it still waits. */
    void tell(Frame.Request question) {
        if (!over) {
            ear.asked(question);
        }
    }

    void result(ObjectNode result) {
        finish(200, new Frame.Result(request.id(), result));
    }

    void fail(ErrorCode code, String sentence) {
        finish(200, new Frame.Failure(request.id(), code.code(), sentence, null));
    }

    /** What a server says that a task has failed with. */
    void fail(JsonNode error) {
        int code = error.path("code").asInt(ErrorCode.INTERNAL_ERROR.code());
        finish(
                200,
                new Frame.Failure(
                        request.id(), code, error.path("message").asText("the task has failed"), error.get("data")));
    }

    void finish(int status, Frame answer) {
        if (!over) {
            over = true;
            ear.answered(status, answer);
        }
    }

    @Override
    public void answer(Frame answer) {
        home.execute(() -> {
            if (under != null) {
                under.answer(answer);
            }
        });
    }

    @Override
    public void cancel(String reason) {
        home.execute(() -> {
            over = true;
            if (under != null) {
                under.cancel(reason);
            }
        });
    }
}
