package org.mcpcoordinator.web.gateway.sse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Frame;
import org.mcpcoordinator.mcp.Meta;
import org.mcpcoordinator.web.gateway.era.Reply;

/** Requests of a session that the server has not answered yet, in the order in which they came. On one thread. */
final class Waiting {
    /** More are refused. */
    static final int MOST = 256;

    private final Map<String, Asked> open = new LinkedHashMap<>();

    /** A request and who waits for its answer. */
    record Asked(Frame.Request request, Reply reply) {
        private Optional<String> token() {
            return Optional.ofNullable(request.params().path(Meta.FIELD).get(Meta.PROGRESS_TOKEN))
                    .map(JsonNode::toString);
        }
    }

    boolean isFree(JsonNode id) {
        return !open.containsKey(id.toString());
    }

    boolean isFull() {
        return open.size() >= MOST;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    void add(Frame.Request request, Reply reply) {
        open.put(request.id().toString(), new Asked(request, reply));
    }

    @Nullable
    Asked take(@Nullable JsonNode id) {
        return id == null ? null : open.remove(id.toString());
    }

    List<Asked> takeAll() {
        List<Asked> all = List.copyOf(open.values());
        open.clear();
        return all;
    }

    /** Whose progress that is. */
    Optional<Asked> ofProgress(Frame.Notification notification) {
        String token = notification.params().path(Meta.PROGRESS_TOKEN).toString();
        return open.values().stream()
                .filter(asked -> asked.token().filter(token::equals).isPresent())
                .findFirst();
    }

    /** The only one there is. */
    Optional<Asked> only() {
        return open.size() == 1 ? first() : Optional.empty();
    }

    Optional<Asked> first() {
        return open.values().stream().findFirst();
    }
}
