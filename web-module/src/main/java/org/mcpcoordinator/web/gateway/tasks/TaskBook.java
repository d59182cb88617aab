package org.mcpcoordinator.web.gateway.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.mcp.Json;
import org.mcpcoordinator.web.gateway.kept.SessionBook;
import org.mcpcoordinator.web.gateway.kept.SessionKind;

/**
 * All tasks whose making has passed here, each of which is one principal's. Kept beside sessions, and for as long as its server
 * keeps it; of who has too many the one goes that would end first. What a server calls as it has called another's is nobody's from
 * then on. Safe for any thread.
 */
public final class TaskBook implements SessionKind<Task> {
    /** Tasks of one principal. */
    public static final int MOST_EACH = 500;

    /** Letters of a task's id; a task with a longer one is nobody's. */
    public static final int LONGEST_ID = 512;

    private final SessionBook.Shelf<Task> shelf;
    private final Clock clock;
    private final Map<String, Map<String, Boolean>> owners = new ConcurrentHashMap<>();

    /** An empty one, or what is kept in that book. */
    public TaskBook(SessionBook book, Clock clock) {
        this.clock = clock;
        this.shelf = book.of(this);
    }

    /** Keeps its names apart from ids of sessions. */
    private static String key(String server, String id) {
        return "task:" + server + "/" + id;
    }

    /** A call of that tool has become a task, at that copy of the server. */
    public void made(String owner, String server, int copy, String tool, ObjectNode heard) {
        String id = heard.path("taskId").asText("");
        if (id.isEmpty() || id.length() > LONGEST_ID || !heard.path("status").isTextual()) {
            return;
        }
        String key = key(server, id);
        Task known = find(owner, server, id);
        if (known == null && shelf.look(key) != null) {
            // It counts from one again after a start, say: neither may read what is the other's.
            shelf.end(key);
            return;
        }
        if (known == null) {
            makeRoom(owner);
        }
        Instant now = clock.instant();
        Task task = known == null ? Task.of(owner, server, id, tool, now) : known;
        keep(key, task.at(copy).with(heard, now));
    }

    /** Something was heard of a task; nothing happens if it is not theirs. */
    public void told(String owner, String server, ObjectNode heard) {
        String id = heard.path("taskId").asText("");
        Task known = find(owner, server, id);
        if (known != null && heard.path("status").isTextual()) {
            Instant now = clock.instant();
            Task next = known.with(heard, now);
            if (!next.isAbout(known, now)) {
                keep(key(server, id), next);
            }
        }
    }

    /** The task of that id, if it is that principal's; else null, whether there is one or not. */
    public @Nullable Task find(String owner, String server, String id) {
        String key = key(server, id);
        Task task = id.isEmpty() || id.length() > LONGEST_ID ? null : shelf.find(key, owner);
        if (task != null && task.isOver(clock.instant())) {
            shelf.end(key);
            return null;
        }
        return task;
    }

    /** A principal's tasks that the predicate accepts, in an order that stays. */
    public List<Task> of(String owner, Predicate<Task> wanted) {
        List<Task> all = new ArrayList<>();
        for (String key : owners.getOrDefault(owner, Map.of()).keySet()) {
            Task task = alive(owner, key);
            if (task != null && wanted.test(task)) {
                all.add(task);
            }
        }
        return all;
    }

    /** Without this being a use of it, unless another node has changed it. */
    private @Nullable Task alive(String owner, String key) {
        Task near = shelf.look(key);
        Task task = near == null ? shelf.find(key, owner) : near;
        if (task == null) {
            leave(owner, key);
        } else if (task.isOver(clock.instant())) {
            shelf.end(key);
            return null;
        }
        return task;
    }

    private void keep(String key, Task task) {
        shelf.keep(key, task.owner(), task);
        enter(task.owner(), key);
    }

    private void enter(String owner, String key) {
        owners.compute(owner, (name, known) -> {
            Map<String, Boolean> its = known == null ? new ConcurrentSkipListMap<>() : known;
            its.put(key, true);
            return its;
        });
    }

    private void leave(String owner, String key) {
        owners.computeIfPresent(owner, (name, its) -> {
            its.remove(key);
            return its.isEmpty() ? null : its;
        });
    }

    private void makeRoom(String owner) {
        List<Task> its = of(owner, any -> true);
        for (int more = its.size() - MOST_EACH; more >= 0; more--) {
            its.stream().min(TaskBook::older).ifPresent(oldest -> {
                its.remove(oldest);
                shelf.end(key(oldest.server(), oldest.id()));
            });
        }
    }

    private static int older(Task one, Task other) {
        return Long.compare(one.ends(), other.ends());
    }

    @Override
    public String name() {
        return "task";
    }

    @Override
    public ObjectNode written(Task task) {
        ObjectNode kept = Json.object()
                .put("server", task.server())
                .put("task", task.id())
                .put("copy", task.copy())
                .put("tool", task.tool())
                .put("ends", task.ends());
        kept.set("said", task.said());
        return kept;
    }

    @Override
    public Task read(String key, String owner, ObjectNode kept) {
        enter(owner, key);
        return new Task(
                owner,
                kept.path("server").asText(),
                kept.path("task").asText(),
                kept.path("copy").asInt(Task.ANYWHERE),
                kept.path("tool").asText(),
                kept.path("said") instanceof ObjectNode said ? said : Json.object(),
                kept.path("ends").asLong());
    }

    /** As long as its server keeps it, whether anybody asks for it or not. */
    @Override
    public boolean isBusy(String key, Task task) {
        return !task.isOver(clock.instant());
    }

    @Override
    public void ended(String key, Task task) {
        leave(task.owner(), key);
    }
}
