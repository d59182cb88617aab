package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/**
 * A modern client's request about a task at a legacy server. Servers of the newest revision choose what becomes a task; here
 * that is what the legacy server does in no other way, as its list of tools says. What a task has come to is asked for
 * with how it stands.
 */
final class ModernTask extends BridgedTask {
    /** Pages of a server's list of tools that are read. */
    private static final int MOST_PAGES = 20;

    /** As long as a task is known of at most. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Set<String> ABOUT = Set.of("tasks/get", "tasks/update", "tasks/cancel");

    private int pages;

    ModernTask(EraBridge bridge, XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        super(bridge, home, route, asker, request, ear);
    }

    /** True if it is one, or may become one. */
    static boolean is(EraBridge bridge, Route route, Frame.Request request) {
        boolean call = request.method().equals("tools/call")
                && !request.params().has("requestState")
                && knowsTasks(request)
                && bridge.tasked()
                        .mayNeedTask(route, request.params().path("name").asText(""));
        return call || ABOUT.contains(request.method());
    }

    ModernTask begin() {
        if (!knowsTasks(request)) {
            refuse();
            return this;
        }
        switch (request.method()) {
            case "tools/call" -> call();
            case "tasks/get" -> ask("tasks/get", named(), this::stands);
            case "tasks/cancel" ->
                ask("tasks/cancel", named(), task -> result(Json.object().put("resultType", "complete")));
            default -> update();
        }
        return this;
    }

    private void refuse() {
        ObjectNode data = Json.object();
        data.putObject("requiredCapabilities").putObject("extensions").putObject(EraTerms.TASKS);
        int code = ErrorCode.MISSING_CLIENT_CAPABILITY.code();
        finish(400, new Frame.Failure(request.id(), code, "this client has not declared that it knows tasks", data));
    }

    /** Who is asked in its place what the client can be asked. */
    @Override
    Asker there() {
        return new Asker(asker.caller(), Era.LEGACY, asker.capabilities(), asker.clientInfo(), asker.level());
    }

    /** Answers to what is not asked any more are taken, too: nobody can know it any better. */
    private void update() {
        JsonNode responses = request.params().path("inputResponses");
        if (!responses.isObject()) {
            fail(ErrorCode.INVALID_PARAMS, "inputResponses is missing");
            return;
        }
        Interview interview = bridge.interviews().find(route, asker.caller(), task());
        if (interview != null) {
            interview.answer(responses);
        }
        result(Json.object().put("resultType", "complete"));
    }

    private void call() {
        if (bridge.tasked().isLearnt(route)) {
            send();
        } else {
            learn(Json.object());
        }
    }

    private void learn(ObjectNode cursor) {
        ask("tools/list", cursor, this::learnt, failure -> pass());
    }

    private void learnt(ObjectNode page) {
        bridge.tasked().learn(route, page.path("tools"));
        JsonNode next = page.path("nextCursor");
        if (next.isTextual() && ++pages < MOST_PAGES) {
            learn(Json.object().put("cursor", next.textValue()));
        } else {
            bridge.tasked().learnt(route);
            send();
        }
    }

    private void send() {
        if (!bridge.tasked().needsTask(route, request.params().path("name").asText(""))) {
            pass();
            return;
        }
        ObjectNode params = EraTerms.legacyParams(request.params());
        params.putObject("task");
        ask("tools/call", params, made -> {
            ObjectNode task = EraTerms.modernTask(made.path("task"));
            hold(task);
            result(task.put("resultType", "task"));
        });
    }

    /** Its server may know it in the session only in which it was begun. */
    private void hold(ObjectNode task) {
        JsonNode told = task.path("ttlMs");
        long millis = told.canConvertToLong() && told.isIntegralNumber() ? told.asLong() : LONGEST.toMillis();
        Duration time = Duration.ofMillis(Math.max(0, Math.min(millis, LONGEST.toMillis())));
        bridge.sessions().hold(UpstreamSessions.Key.of(route, there()), time);
    }

    /** For what a task asks, which outlasts this request. */
    private final class Waiting implements Interviews.Line {
        @Override
        public Carried waitFor(String task, Ear hears) {
            Frame.Request waits = new Frame.Request(
                    TextNode.valueOf(task), "tasks/result", Json.object().put("taskId", task));
            return bridge.plain(home, route, there(), waits, hears);
        }

        @Override
        public void later(Runnable what, Duration when) {
            home.executeAfter(what, when.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stands(ObjectNode task) {
        ObjectNode modern = EraTerms.modernTask(task).put("resultType", "complete");
        hold(modern);
        switch (modern.path("status").asText()) {
            case "completed", "failed" ->
                ask(
                        "tasks/result",
                        named(),
                        come -> {
                            // A tool that failed has an answer; what has none is told below.
                            modern.put("status", "completed");
                            modern.set("result", EraTerms.modernResult("tools/call", come, null));
                            result(modern);
                        },
                        failure -> {
                            modern.put("status", "failed");
                            ObjectNode error = modern.putObject("error");
                            error.put("code", failure.code()).put("message", failure.message());
                            result(modern);
                        });
            case "input_required" -> {
                ObjectNode questions = bridge.interviews().look(new Waiting(), route, asker.caller(), task());
                if (questions.isEmpty()) {
                    // What it asks comes on a stream, or has just been answered: whoever looks again sees it.
                    modern.put("status", "working");
                } else {
                    modern.set("inputRequests", questions);
                }
                result(modern);
            }
            default -> result(modern);
        }
    }
}
