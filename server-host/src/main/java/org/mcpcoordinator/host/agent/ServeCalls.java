package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Questions to one serve process over its control socket, many at once; answers come on the keeper's thread. */
final class ServeCalls {
    private final LineConnection connection;
    private final Clock clock;
    private final Map<Long, Consumer<ObjectNode>> waiting = new HashMap<>();
    private long ids;
    private @Nullable Instant silentSince;

    private ServeCalls(LineConnection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /**
     * Connects and asks who is there; a stranger is disconnected.
     *
     * @param broken called on the keeper's thread when a connection that was opened is gone
     * @param opened called on the keeper's thread with the pid it names
     */
    static void connect(ServeContext context, ServeRecord record, Runnable broken, BiConsumer<ServeCalls, Long> opened)
            throws IOException {
        context.wire().connect(record.socket(context.settings().serve()), connection -> {
            ServeCalls calls = new ServeCalls(connection, context.clock());
            context.thread()
                    .execute(() -> calls.call(Json.object().put("op", "hello"), answer -> {
                        if (answer.path("identity").asText().equals(record.identity())) {
                            opened.accept(calls, answer.path("pid").asLong());
                        } else {
                            Report.note("a stranger listens for " + record.name(), null);
                            calls.close();
                        }
                    }));
            return new Wire.Listener() {
                @Override
                public void line(byte[] line) {
                    context.thread().execute(() -> calls.answer(line));
                }

                @Override
                public void closed() {
                    context.thread().execute(broken);
                }
            };
        });
    }

    void call(ObjectNode request, Consumer<ObjectNode> answered) {
        long id = ++ids;
        if (silentSince == null) {
            silentSince = clock.instant();
        }
        waiting.put(id, answered);
        connection.send(request.put("id", id));
    }

    /** How long it has owed an answer without saying anything at all. */
    Duration silentFor(Instant now) {
        return silentSince == null ? Duration.ZERO : Duration.between(silentSince, now);
    }

    /** Ends the connection; questions still open are answered with code GONE. */
    void close() {
        connection.close();
        List<Consumer<ObjectNode>> open = List.copyOf(waiting.values());
        waiting.clear();
        silentSince = null;
        open.forEach(asked -> asked.accept(Json.object().put("ok", false).put("code", "GONE")));
    }

    private void answer(byte[] line) {
        try {
            ObjectNode answer = Json.read(line);
            Consumer<ObjectNode> asked = waiting.remove(answer.path("id").asLong());
            silentSince = waiting.isEmpty() ? null : clock.instant();
            if (asked != null) {
                asked.accept(answer);
            }
        } catch (IOException nonsense) {
            Report.failure("a serve process answered nonsense", nonsense);
        }
    }
}
