package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;

/**
 * What tasks at legacy servers ask their modern clients: one for each task, begun when its client sees that it asks, and ended when
 * it is over or nobody has looked for a while. Safe for any thread.
 */
final class Interviews {
    private static final int MOST = 1_000;
    static final int MOST_EACH = 64;

    /** Until one ends at which nobody looks. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final LongSupplier nanoTime;
    private final Map<Key, Open> open = new HashMap<>();

    Interviews(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** To a server, for one caller. */
    interface Line {
        /** Waits for the task's result; the ear hears what is asked meanwhile. */
        Carried waitFor(String task, Ear ear);

        /** Has that done after that time. */
        void later(Runnable what, Duration when);
    }

    /** Whose task it is, and which process has it. */
    private record Key(String caller, URI address, String incarnation, String task) {
        static Key of(Route route, String caller, String task) {
            return new Key(caller, route.address(), route.incarnation(), task);
        }
    }

    private static final class Open {
        private final Interview interview;
        private long lookedAt;

        Open(Interview interview, long now) {
            this.interview = interview;
            this.lookedAt = now;
        }
    }

    /**
     * What the task asks now; nothing yet, if nobody has looked before: then the server is listened to from now on. Nothing either
     * while too many wait for answers.
     */
    ObjectNode look(Line line, Route route, String caller, String task) {
        Key key = Key.of(route, caller, task);
        Interview fresh;
        synchronized (open) {
            Open known = open.get(key);
            if (known != null) {
                known.lookedAt = nanoTime.getAsLong();
                return known.interview.questions();
            }
            if (open.size() >= MOST || of(caller) >= MOST_EACH) {
                return Json.object();
            }
            fresh = new Interview(task, () -> forget(key));
            open.put(key, new Open(fresh, nanoTime.getAsLong()));
        }
        fresh.begin(line.waitFor(task, fresh));
        watch(line, key, fresh);
        return Json.object();
    }

    private long of(String caller) {
        return open.keySet().stream().filter(key -> key.caller().equals(caller)).count();
    }

    /** The task's, if it asks something. */
    @Nullable
    Interview find(Route route, String caller, String task) {
        synchronized (open) {
            Open known = open.get(Key.of(route, caller, task));
            return known == null ? null : known.interview;
        }
    }

    private void watch(Line line, Key key, Interview interview) {
        if (!interview.isOver()) {
            line.later(() -> end(line, key, interview), LONGEST);
        }
    }

    private void end(Line line, Key key, Interview interview) {
        synchronized (open) {
            Open known = open.get(key);
            if (known == null || known.interview != interview) {
                return;
            }
            if (nanoTime.getAsLong() - known.lookedAt < LONGEST.toNanos()) {
                watch(line, key, interview);
                return;
            }
            open.remove(key);
        }
        interview.end("nobody looks at the task any more");
    }

    private void forget(Key key) {
        synchronized (open) {
            open.remove(key);
        }
    }

    /** Ends all. */
    void close() {
        List<Interview> all;
        synchronized (open) {
            all = open.values().stream().map(each -> each.interview).toList();
            open.clear();
        }
        all.forEach(each -> each.end("we are stopping"));
    }
}
