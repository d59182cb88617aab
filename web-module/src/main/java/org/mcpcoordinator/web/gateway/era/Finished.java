package org.mcpcoordinator.web.gateway.era;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.routing.Route;
import org.mcpcoordinator.web.gateway.kept.SessionIds;

/**
 * What servers have answered at once where their clients had asked for a task: kept as tasks that are done, for five minutes.
 * Of who has too many, or too long ones, his oldest goes; the oldest of all goes when all are too many. Safe for any thread.
 */
final class Finished {
    private static final String PREFIX = "done-";
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final int MOST = 1_000;
    private static final long MOST_LETTERS = 16L << 20;
    private static final int MOST_EACH = 100;
    private static final long MOST_LETTERS_EACH = 4L << 20;
    private static final int LONGEST = 1 << 20;

    private final Clock clock;
    private final Map<String, Done> all = new LinkedHashMap<>();
    private long letters;

    Finished(Clock clock) {
        this.clock = clock;
    }

    private record Done(String caller, String server, ObjectNode task, int letters, Instant ends) {
        boolean isOf(String one) {
            return caller.equals(one);
        }
    }

    /** True for an id that is given out here. */
    static boolean isOurs(String task) {
        return task.startsWith(PREFIX);
    }

    /** The task, in the words of the newest revision; null if the answer is too long to be kept. */
    @Nullable
    ObjectNode keep(String caller, Route route, ObjectNode result) {
        int length = result.toString().length();
        if (length > LONGEST) {
            return null;
        }
        Instant now = clock.instant();
        String id = SessionIds.next(PREFIX);
        ObjectNode task = Json.object()
                .put("taskId", id)
                .put("status", "completed")
                .put("createdAt", now.toString())
                .put("lastUpdatedAt", now.toString())
                .put("ttlMs", KEPT.toMillis());
        task.set("result", result);
        synchronized (all) {
            all.put(id, new Done(caller, route.server(), task, length, now.plus(KEPT)));
            letters += length;
            makeRoom(caller, now);
        }
        return task;
    }

    /** Nobody pushes out what others have, as long as not all of them have much. */
    private void makeRoom(String caller, Instant now) {
        int his = 0;
        long hisLetters = 0;
        for (Done done : all.values()) {
            his += done.isOf(caller) ? 1 : 0;
            hisLetters += done.isOf(caller) ? done.letters() : 0;
        }
        Iterator<Done> oldest = all.values().iterator();
        while (oldest.hasNext()) {
            Done next = oldest.next();
            boolean own = next.isOf(caller);
            boolean full = isFull() || (own && (his > MOST_EACH || hisLetters > MOST_LETTERS_EACH));
            if (full || !next.ends().isAfter(now)) {
                oldest.remove();
                letters -= next.letters();
                his -= own ? 1 : 0;
                hisLetters -= own ? next.letters() : 0;
            }
        }
    }

    private boolean isFull() {
        return all.size() > MOST || letters > MOST_LETTERS;
    }

    /** The caller's at that server; null if there is none of that id. */
    @Nullable
    ObjectNode find(String caller, Route route, String id) {
        synchronized (all) {
            Done done = all.get(id);
            boolean theirs = done != null
                    && done.isOf(caller)
                    && done.server().equals(route.server())
                    && done.ends().isAfter(clock.instant());
            return done != null && theirs ? done.task() : null;
        }
    }
}
