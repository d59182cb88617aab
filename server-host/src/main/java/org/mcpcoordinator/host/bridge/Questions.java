package org.mcpcoordinator.host.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.mcpcoordinator.mcp.ErrorCode;
import org.mcpcoordinator.mcp.Frame;

/**
 * What a legacy program asks of clients. On a pipe it cannot say of which: it is the one whose call is under way, or the
 * only one that listens. Where that is not certain nobody is asked, for a question may hold what is meant for one client
 * only. Guarded by the child's lock.
 */
final class Questions {
    private final Child child;
    private final Sessions sessions;

    Questions(Child child, Sessions sessions) {
        this.child = child;
        this.sessions = sessions;
    }

    void ask(Frame.Request request) {
        List<Asker> working = child.working();
        Optional<Way> way = working.isEmpty() ? listening(request.method()) : calling(working);
        if (way.isEmpty()) {
            refuse(
                    request,
                    working.size() > 1
                            ? "several clients are calling, and it cannot be told which of them is asked"
                            : "the client that is calling cannot be asked");
        } else if (!way.get().session().offers(request.method())) {
            refuse(request, "the client does not offer " + request.method());
        } else if (!way.get()
                .session()
                .ask(
                        way.get().reply(),
                        request.method(),
                        request.params(),
                        request.id(),
                        answer -> child.answer(addressed(request.id(), answer)))) {
            refuse(request, "the client has gone");
        }
    }

    /** The program takes a question back. */
    void withdraw(Frame.Notification notification) {
        JsonNode id = notification.params().path("requestId");
        ObjectNode params = notification.params();
        for (Session session : sessions.all()) {
            if (session.withdraw(id, params)) {
                return;
            }
        }
    }

    private record Way(Session session, Reply reply) {}

    private static Optional<Way> calling(List<Asker> working) {
        if (working.stream().anyMatch(each -> !(each instanceof LegacyCall call) || call.session.isNobody())) {
            return Optional.empty();
        }
        List<LegacyCall> calls = working.stream().map(LegacyCall.class::cast).toList();
        return calls.stream().map(call -> call.session).distinct().count() == 1
                ? Optional.of(new Way(calls.get(0).session, calls.get(calls.size() - 1).reply))
                : Optional.empty();
    }

    private Optional<Way> listening(String method) {
        List<Way> ways = sessions.all().stream()
                .filter(session -> session.offers(method))
                .flatMap(
                        session -> Optional.ofNullable(session.stream).map(stream -> new Way(session, stream)).stream())
                .toList();
        return ways.size() == 1 ? Optional.of(ways.get(0)) : Optional.empty();
    }

    private void refuse(Frame.Request request, String sentence) {
        child.answer(new Frame.Failure(request.id(), ErrorCode.METHOD_NOT_FOUND.code(), sentence, null));
    }

    private static Frame addressed(JsonNode id, Frame answer) {
        if (answer instanceof Frame.Result result) {
            return new Frame.Result(id, result.result());
        }
        Frame.Failure failure = (Frame.Failure) answer;
        return new Frame.Failure(id, failure.code(), failure.message(), failure.data());
    }
}
