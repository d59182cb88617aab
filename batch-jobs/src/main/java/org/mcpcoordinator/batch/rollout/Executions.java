package org.mcpcoordinator.batch.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which executions are alive in this process. The job repository cannot tell: after a crash it goes on reporting
 * STARTED.
 */
@ApplicationScoped
class Executions {
    private final Set<Long> alive = ConcurrentHashMap.newKeySet();
    private final Map<Long, Slow> slow = new ConcurrentHashMap<>();

    /** How long its last chunk took, and how long it may. */
    record Slow(Duration took, Duration limit) {}

    void began(long execution) {
        alive.add(execution);
    }

    void ended(long execution) {
        alive.remove(execution);
        slow.remove(execution);
    }

    /** A chunk of it took longer than its transaction may. */
    void slow(long execution, Slow chunk) {
        slow.put(execution, chunk);
    }

    Optional<Slow> slowChunk(long execution) {
        return Optional.ofNullable(slow.get(execution));
    }

    boolean alive(long execution) {
        return alive.contains(execution);
    }
}
