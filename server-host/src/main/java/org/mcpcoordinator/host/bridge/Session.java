package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Revision;

/** One legacy client of one program. Guarded by the child's lock. */
final class Session {
    /** Questions to one client that wait for its answer. */
    private static final int MOST_ASKED = 64;

    /** What it may tell of itself, in bytes of JSON. */
    static final int MOST_TOLD = 16 << 10;

    /** Resources it may watch, and the longest name of one. */
    static final int MOST_SUBSCRIPTIONS = 200;

    static final int LONGEST_URI = 4 << 10;

    /** Empty for a request without a session. */
    final String id;

    final Revision revision;
    final ObjectNode capabilities;
    final ObjectNode clientInfo;
    final Map<JsonNode, LegacyCall> open = new HashMap<>();
    final Set<String> subscriptions = new HashSet<>();
    private final Map<Long, Asked> asked = new LinkedHashMap<>();

    /** The stream it has opened by GET. */
    @Nullable
    Reply stream;

    /** The level of log messages it wants; null if it has not said: then all. */
    @Nullable
    LogLevel level;

    long usedAt;
    private long ids;

    Session(String id, Revision revision, ObjectNode capabilities, ObjectNode clientInfo) {
        this.id = id;
        this.revision = revision;
        this.capabilities = capabilities;
        this.clientInfo = clientInfo;
    }

    /**
     * Something it has been asked.
     *
     * @param by the program's own id of the question; null if it has none
     * @param via where it was sent
     */
    private record Asked(@Nullable JsonNode by, Reply via, Consumer<Frame> answer) {}

    /** True if it stands for a client that has begun no session: nothing can be asked of it. */
    boolean isNobody() {
        return id.isEmpty();
    }

    /** True if it offers what the method needs. */
    boolean offers(String method) {
        return switch (method) {
            case "sampling/createMessage" -> capabilities.has("sampling");
            case "elicitation/create" -> capabilities.has("elicitation");
            case "roots/list" -> capabilities.has("roots");
            default -> false;
        };
    }

    /** Asks the client. False if it cannot be reached that way; {@code answer} then hears nothing. */
    boolean ask(Reply via, String method, ObjectNode params, @Nullable JsonNode by, Consumer<Frame> answer) {
        if (asked.size() >= MOST_ASKED) {
            return false;
        }
        long number = ++ids;
        if (!via.event(new Frame.Request(LongNode.valueOf(number), method, params).toBytes())) {
            return false;
        }
        asked.put(number, new Asked(by, via, answer));
        return true;
    }

    /** The client has answered. */
    void answered(JsonNode number, Frame answer) {
        Asked question = number.isIntegralNumber() ? asked.remove(number.longValue()) : null;
        if (question != null) {
            question.answer().accept(answer);
        }
    }

    /** The program no longer wants to know; the client is told. */
    boolean withdraw(JsonNode by, ObjectNode params) {
        for (Map.Entry<Long, Asked> each : List.copyOf(asked.entrySet())) {
            if (by.equals(each.getValue().by())) {
                asked.remove(each.getKey());
                ObjectNode told = params.deepCopy().put("requestId", each.getKey());
                each.getValue().via().event(new Frame.Notification("notifications/cancelled", told).toBytes());
                return true;
            }
        }
        return false;
    }

    /** What was asked that way is not answered any more. */
    void left(Reply via) {
        for (Map.Entry<Long, Asked> each : List.copyOf(asked.entrySet())) {
            if (each.getValue().via() == via) {
                asked.remove(each.getKey());
                each.getValue().answer().accept(Child.failure("the client has gone"));
            }
        }
    }

    /**
     * A call has had its answer: its own questions are over. Those of a program that cannot say which call they belong to
     * are over when no call is left.
     */
    void over(Reply via) {
        for (Map.Entry<Long, Asked> each : List.copyOf(asked.entrySet())) {
            Asked question = each.getValue();
            boolean ofTheCall = question.by() == null && question.via() == via;
            boolean ofNoCall = open.isEmpty() && question.by() != null && question.via() != stream;
            if (ofTheCall || ofNoCall) {
                asked.remove(each.getKey());
                question.answer().accept(Child.failure("the call is over"));
            }
        }
    }

    /** True while somebody waits on it, or listens. */
    boolean isBusy() {
        return !open.isEmpty() || stream != null;
    }

    /** Everything that is under way is given up. */
    void end() {
        List.copyOf(open.values()).forEach(call -> call.cancel("the session has ended"));
        Reply last = stream;
        stream = null;
        if (last != null) {
            last.end();
            left(last);
        }
    }
}
