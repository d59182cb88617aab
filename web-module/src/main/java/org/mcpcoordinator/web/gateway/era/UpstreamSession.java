package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.McpHeaders;
import org.mcpcoordinator.mcp.Revision;
import org.mcpcoordinator.routing.Route;
import org.xnio.XnioIoThread;

/** A session of ours at a legacy server, shared by all requests of one caller that can be asked the same things. */
final class UpstreamSession {
    final Route route;
    final UpstreamSessions.Key key;
    /** Null where the server keeps none. */
    final @Nullable String id;

    final Revision revision;
    /** What the server said with {@code initialize}; never changed. */
    final ObjectNode greeting;

    private final AtomicLong ids = new AtomicLong(1);

    /** The level of log messages that has been asked for; null if none has. */
    volatile @Nullable String level;

    /** Guarded by the pool. */
    final SessionUse use = new SessionUse();

    /** The thread it was opened on, where it is said good-bye to. */
    final XnioIoThread thread;

    UpstreamSession(
            UpstreamSessions.Key key,
            Route route,
            @Nullable String id,
            Revision revision,
            ObjectNode greeting,
            XnioIoThread thread) {
        this.key = key;
        this.route = route;
        this.id = id;
        this.revision = revision;
        this.greeting = greeting;
        this.thread = thread;
    }

    /** A legacy session has one level for all its requests: the one that lets most through, if it has several users. */
    boolean needsLevel(Asker asker) {
        String asked = asker.level();
        if (!LogLevels.isLevel(asked) || !greeting.path("capabilities").has("logging")) {
            return false;
        }
        return asker.session().isEmpty()
                ? asker.isModern() && !LogLevels.covers(this.level, asked)
                : !Objects.equals(asked, this.level);
    }

    /** Of a request; also its progress token. */
    long nextId() {
        return ids.incrementAndGet();
    }

    /** Headers of every request within it. */
    Map<String, String> headers() {
        Map<String, String> headers = basicHeaders();
        headers.put(McpHeaders.PROTOCOL_VERSION, revision.id());
        if (id != null) {
            headers.put(McpHeaders.SESSION_ID, id);
        }
        return headers;
    }

    static Map<String, String> basicHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        return headers;
    }
}
