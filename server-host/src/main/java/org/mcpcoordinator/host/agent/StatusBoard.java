package org.mcpcoordinator.host.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells watchers what has changed, many changes in one line, at most one line each 50 ms. Lives on the keeper's thread;
 * what a watcher is called with must not block.
 */
final class StatusBoard {
    static final long PAUSE_MILLIS = 50;

    private final List<Consumer<ObjectNode>> watchers = new ArrayList<>();
    private final Set<KeptServer> changed = new LinkedHashSet<>();
    private final Consumer<Runnable> soon;
    private boolean asked;

    /** @param soon runs a task on the keeper's thread after {@link #PAUSE_MILLIS} */
    StatusBoard(Consumer<Runnable> soon) {
        this.soon = soon;
    }

    void changed(KeptServer server) {
        changed.add(server);
        if (!asked) {
            asked = true;
            soon.accept(this::tell);
        }
    }

    void watch(Consumer<ObjectNode> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<ObjectNode> watcher) {
        watchers.remove(watcher);
    }

    private void tell() {
        asked = false;
        ObjectNode line = Json.object().put("event", "status");
        ArrayNode items = line.putArray("items");
        changed.forEach(server -> items.add(StatusLine.of(server)));
        changed.clear();
        watchers.forEach(watcher -> watcher.accept(line));
    }
}
