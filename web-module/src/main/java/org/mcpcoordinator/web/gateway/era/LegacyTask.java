package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.EraTerms;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * A legacy client's request about a task at a modern server. The client wants a task of its call: it is told to the server that
 * this client knows tasks; what the server answers at once is kept as a task that is done. Whoever waits for the result has
 * the server asked for it from time to time, and is asked meanwhile what the task wants to know.
 */
final class LegacyTask extends BridgedTask {
    private static final long SOONEST_MILLIS = 50;
    private static final long LATEST_MILLIS = 10_000;

    /** Of one task while somebody waits for its result. */
    private static final int MOST_QUESTIONS = 256;

    /** Whoever still wants the result then may ask again. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final long since = System.nanoTime();
    private final Set<String> known = new HashSet<>();
    private @Nullable Inquiry inquiry;
    private @Nullable ObjectNode responses;
    private XnioExecutor.@Nullable Key pause;
    private int rounds;

    LegacyTask(EraBridge bridge, XnioIoThread home, Route route, Asker asker, Frame.Request request, Ear ear) {
        super(bridge, home, route, asker, request, ear);
    }

    /** True if it is one. */
    static boolean is(Frame.Request request) {
        return isAbout(request.method())
                || (request.method().equals("tools/call")
                        && request.params().path("task").isObject());
    }

    LegacyTask begin() {
        ObjectNode done = bridge.finished().find(asker.caller(), route, task());
        switch (request.method()) {
            case "tools/call" -> {
                ObjectNode params = request.params().deepCopy();
                params.remove("task");
                call(params);
            }
            case "tasks/get" -> {
                if (done == null) {
                    ask("tasks/get", sent(named()), task -> result(EraTerms.legacyTask(task)));
                } else {
                    result(EraTerms.legacyTask(done));
                }
            }
            case "tasks/result" -> {
                if (done == null) {
                    look();
                } else {
                    hand(done);
                }
            }
            case "tasks/cancel" -> {
                if (done == null) {
                    ask(
                            "tasks/cancel",
                            sent(named()),
                            said -> ask("tasks/get", sent(named()), task -> result(EraTerms.legacyTask(task))));
                } else {
                    fail(ErrorCode.INVALID_PARAMS, "the task is over");
                }
            }
            default -> fail(ErrorCode.METHOD_NOT_FOUND, "method not found: " + request.method());
        }
        return this;
    }

    @Override
    Asker there() {
        return new Asker(asker.caller(), Era.MODERN, Json.object(), asker.clientInfo(), asker.level());
    }

    private ObjectNode sent(ObjectNode params) {
        ObjectNode capabilities = asker.capabilities().deepCopy();
        capabilities.putObject("extensions").putObject(EraTerms.TASKS);
        return EraTerms.modernParams(params, capabilities, asker.clientInfo(), asker.level());
    }

    private void call(ObjectNode params) {
        ask("tools/call", sent(params), result -> called(params, result));
    }

    private void called(ObjectNode params, ObjectNode result) {
        String type = result.path("resultType").asText("complete");
        if (type.equals("input_required")) {
            again(Rounds.next(params, result), result.path("inputRequests"));
            return;
        }
        ObjectNode task = type.equals("task") ? result : bridge.finished().keep(asker.caller(), route, result);
        if (task == null) {
            // It is done, and too long to be kept for later.
            result(EraTerms.legacyResult(result));
        } else {
            ObjectNode made = Json.object();
            made.set("task", EraTerms.legacyTask(task));
            result(made);
        }
    }

    /** The server wants to know something before it begins. */
    private void again(ObjectNode next, JsonNode questions) {
        if (++rounds > Rounds.MOST || questions.size() > Inquiry.MOST) {
            fail(ErrorCode.INTERNAL_ERROR, Rounds.tooMuch());
        } else if (questions.isEmpty()) {
            call(next);
        } else {
            inquire(questions, question -> question, given -> {
                next.set("inputResponses", given);
                call(next);
            });
        }
    }

    private void inquire(JsonNode questions, UnaryOperator<ObjectNode> words, Consumer<ObjectNode> then) {
        Inquiry fresh = new Inquiry(asker, new Inquiry.Told() {
            @Override
            public void asks(Frame.Request question) {
                tell(new Frame.Request(question.id(), question.method(), words.apply(question.params())));
            }

            @Override
            public void answered(ObjectNode given) {
                then.accept(given);
            }

            @Override
            public void refused(Frame.Failure failure) {
                finish(200, new Frame.Failure(request.id(), failure.code(), Rounds.unanswered(failure), null));
            }
        });
        inquiry = fresh;
        String undeclared = fresh.ask(questions);
        if (undeclared != null) {
            fail(ErrorCode.INTERNAL_ERROR, Rounds.undeclared(undeclared));
        }
    }

    /** Gives the server what it has asked, if all of it is answered, else has it say how the task stands. */
    private void look() {
        pause = null;
        ObjectNode given = responses;
        if (isOver()) {
            return;
        }
        if (given == null) {
            ask("tasks/get", sent(named()), this::looked);
        } else {
            responses = null;
            ObjectNode update = named();
            update.set("inputResponses", given);
            // It may be over by now, and then it takes nothing more.
            ask("tasks/update", sent(update), taken -> look(), refused -> look());
        }
    }

    private void looked(ObjectNode task) {
        switch (task.path("status").asText()) {
            case "completed", "failed", "cancelled" -> hand(task);
            default -> {
                if (task.path("status").asText().equals("input_required")) {
                    asked(task.path("inputRequests"));
                }
                if (responses != null) {
                    look();
                } else if (System.nanoTime() - since > LONGEST.toNanos()) {
                    fail(ErrorCode.INTERNAL_ERROR, "the task is still under way; ask for its result again");
                } else if (!isOver()) {
                    long wanted = task.path("pollIntervalMs").asLong(1_000);
                    long millis = Math.min(LATEST_MILLIS, Math.max(SOONEST_MILLIS, wanted));
                    pause = home.executeAfter(this::look, millis, TimeUnit.MILLISECONDS);
                }
            }
        }
    }

    /** What the task wants to know, and has not asked before. */
    private void asked(JsonNode questions) {
        if (inquiry != null && inquiry.isOpen()) {
            return;
        }
        ObjectNode fresh = Json.object();
        questions.properties().stream()
                .filter(each -> known.size() < MOST_QUESTIONS && known.add(each.getKey()))
                .limit(Inquiry.MOST)
                .forEach(each -> fresh.set(each.getKey(), each.getValue()));
        if (!fresh.isEmpty()) {
            inquire(fresh, question -> Related.to(task(), question), this::answered);
        }
    }

    /** At once, unless the server is being asked just now. */
    private void answered(ObjectNode given) {
        ObjectNode told = Json.object();
        given.properties()
                .forEach(each -> told.set(
                        each.getKey(),
                        each.getValue() instanceof ObjectNode one ? Related.toNone(one) : each.getValue()));
        responses = told;
        XnioExecutor.Key waiting = pause;
        if (waiting != null && waiting.remove()) {
            look();
        }
    }

    private void hand(ObjectNode task) {
        JsonNode come = task.path("result");
        if (come instanceof ObjectNode result && task.path("status").asText().equals("completed")) {
            result(Related.to(task(), EraTerms.legacyResult(result)));
        } else if (task.path("status").asText().equals("cancelled")) {
            fail(ErrorCode.INTERNAL_ERROR, "the task was cancelled");
        } else {
            fail(task.path("error"));
        }
    }

    /** What the client says to what it has been asked. */
    @Override
    public void answer(Frame answer) {
        home.execute(() -> {
            if (!isOver() && inquiry != null) {
                inquiry.answered(answer);
            }
        });
    }
}
