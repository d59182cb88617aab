package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Json;
import org.xnio.XnioExecutor;

/**
 * What a modern server wants to know before it answers a legacy client's request: answered with the next round of the same
 * request. On the call's I/O thread.
 */
final class Rounds implements Inquiry.Told {
    /** How often a server may ask before it answers, and how long all of it may take. */
    static final int MOST = 20;

    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final ModernCall call;
    private final Asker asker;
    private final ObjectNode params;
    private ObjectNode next = Json.object();
    private @Nullable Inquiry inquiry;
    private XnioExecutor.@Nullable Key deadline;
    private int rounds;

    Rounds(ModernCall call, Asker asker, ObjectNode params) {
        this.call = call;
        this.asker = asker;
        this.params = params;
    }

    /** The same request once more, as far as the server has to say; what is answered is added. */
    static ObjectNode next(ObjectNode params, ObjectNode result) {
        ObjectNode next = params.deepCopy();
        next.remove(List.of("inputResponses", "requestState"));
        if (result.has("requestState")) {
            next.set("requestState", result.get("requestState"));
        }
        return next;
    }

    void asked(ObjectNode result) {
        JsonNode questions = result.path("inputRequests");
        next = next(params, result);
        if (++rounds > MOST || questions.size() > Inquiry.MOST) {
            call.fail(ErrorCode.INTERNAL_ERROR.code(), tooMuch());
            return;
        }
        if (deadline == null) {
            deadline = call.home().executeAfter(this::late, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
        }
        if (questions.isEmpty()) {
            call.send(next);
            return;
        }
        Inquiry fresh = new Inquiry(asker, this);
        inquiry = fresh;
        String undeclared = fresh.ask(questions);
        if (undeclared != null) {
            call.fail(ErrorCode.INTERNAL_ERROR.code(), undeclared(undeclared));
        }
    }

    static String tooMuch() {
        return "the server asked more than " + MOST + " times, or for more than " + Inquiry.MOST
                + " things at once, and gave no answer";
    }

    static String undeclared(String method) {
        return "the server asks for " + method + ", which this client has not declared";
    }

    static String unanswered(Frame.Failure failure) {
        return "the client did not answer what the server asked: " + failure.message();
    }

    void answered(Frame answer) {
        if (inquiry != null) {
            inquiry.answered(answer);
        }
    }

    @Override
    public void asks(Frame.Request question) {
        call.tell(question);
    }

    @Override
    public void answered(ObjectNode responses) {
        next.set("inputResponses", responses);
        call.send(next);
    }

    @Override
    public void refused(Frame.Failure failure) {
        call.fail(failure.code(), unanswered(failure));
    }

    private void late() {
        call.fail(
                ErrorCode.INTERNAL_ERROR.code(),
                "what the server asked was not answered within " + LONGEST.toMinutes() + " min");
    }

    void end() {
        if (inquiry != null) {
            inquiry.end();
        }
        if (deadline != null) {
            deadline.remove();
        }
    }
}
