package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Era;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;

/** A legacy client's request under way. Guarded by the child's lock. */
final class LegacyCall implements Asker {
    /** How often a modern program may ask before it answers. */
    private static final int MOST_ROUNDS = 20;

    /** For these somebody waits, and while they run a program may ask something of who called. */
    static final Set<String> WORK = Set.of("tools/call", "prompts/get", "resources/read", "completion/complete");

    final Session session;
    final Reply reply;
    private final Child child;
    private final JsonNode id;
    private final String method;
    private final ObjectNode params;
    private final @Nullable JsonNode token;
    private long number;
    private int rounds;

    LegacyCall(Child child, Session session, Frame.Request request, Reply reply) {
        this.child = child;
        this.session = session;
        this.reply = reply;
        this.id = request.id();
        this.method = request.method();
        this.params = request.params();
        this.token = request.params().path(Meta.FIELD).get(Meta.PROGRESS_TOKEN);
    }

    /** Sends it to the program. */
    void begin() {
        session.open.put(id, this);
        ask(params);
        reply.ifGone(() -> child.soon(() -> {
            cancel("the client has gone");
            session.left(reply);
        }));
    }

    /** Nobody wants the answer any more. */
    void cancel(String reason) {
        if (session.open.remove(id, this)) {
            child.cancel(number, reason);
            reply.end();
            session.over(reply);
        }
    }

    @Override
    public boolean works() {
        return WORK.contains(method);
    }

    @Override
    public void heard(Frame.Notification notification) {
        ObjectNode told = notification.params().deepCopy();
        if (token != null && told.has(Meta.PROGRESS_TOKEN)) {
            told.set(Meta.PROGRESS_TOKEN, token);
        }
        reply.event(new Frame.Notification(notification.method(), told).toBytes());
    }

    @Override
    public void answered(Frame answer) {
        if (answer instanceof Frame.Result result && modern() && asksBack(result.result())) {
            askBack(result.result());
            return;
        }
        session.open.remove(id, this);
        session.over(reply);
        if (answer instanceof Frame.Result result) {
            result.result().remove("resultType");
            reply.complete(200, new Frame.Result(id, result.result()).toBytes());
        } else {
            Frame.Failure failure = (Frame.Failure) answer;
            reply.complete(200, new Frame.Failure(id, failure.code(), failure.message(), failure.data()).toBytes());
        }
    }

    private void ask(ObjectNode given) {
        ObjectNode sent = given.deepCopy();
        if (modern()) {
            ObjectNode meta = sent.withObject("/" + Meta.FIELD);
            meta.setAll(Greeting.meta());
            meta.set(Meta.CLIENT_CAPABILITIES, session.capabilities);
            if (!session.clientInfo.isEmpty()) {
                meta.set(Meta.CLIENT_INFO, session.clientInfo);
            }
            if (session.level != null) {
                meta.put(Meta.LOG_LEVEL, session.level.wire());
            }
        }
        number = child.ask(method, sent, this);
    }

    private boolean modern() {
        return child.greeting().era() == Era.MODERN;
    }

    private static boolean asksBack(ObjectNode result) {
        return "input_required".equals(result.path("resultType").textValue());
    }

    /** Carries a modern program's questions to the client as requests, and begins the next round with the answers. */
    private void askBack(ObjectNode result) {
        JsonNode questions = result.path("inputRequests");
        ObjectNode next = params.deepCopy();
        next.remove("inputResponses");
        next.remove("requestState");
        if (result.has("requestState")) {
            next.set("requestState", result.get("requestState"));
        }
        if (++rounds > MOST_ROUNDS) {
            answered(Child.failure("the server asked " + MOST_ROUNDS + " times and gave no answer"));
            return;
        }
        if (questions.isEmpty()) {
            ask(next);
            return;
        }
        ObjectNode responses = next.putObject("inputResponses");
        Map<String, JsonNode> left = new LinkedHashMap<>();
        questions.properties().forEach(entry -> left.put(entry.getKey(), entry.getValue()));
        for (Map.Entry<String, JsonNode> question : Map.copyOf(left).entrySet()) {
            String wanted = question.getValue().path("method").asText();
            ObjectNode given =
                    question.getValue().path("params") instanceof ObjectNode object ? object : Lines.object();
            boolean sent = !session.isNobody()
                    && session.offers(wanted)
                    && session.ask(reply, wanted, given, null, answer -> {
                        if (session.open.get(id) != this) {
                            return;
                        }
                        if (answer instanceof Frame.Result told) {
                            responses.set(question.getKey(), told.result());
                            left.remove(question.getKey());
                            if (left.isEmpty()) {
                                ask(next);
                            }
                        } else {
                            answered(answer);
                        }
                    });
            if (!sent) {
                answered(Child.failure("the server asks for " + wanted + ", which this client does not offer"));
                return;
            }
        }
    }
}
