package org.mcpcoordinator.batch.rollout;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which executions are alive in this process. The job repository cannot tell: after a crash it goes on reporting
 * STARTED.
 */
@ApplicationScoped
class Executions {
    private final Set<Long> alive = ConcurrentHashMap.newKeySet();

    void began(long execution) {
        alive.add(execution);
    }

    void ended(long execution) {
        alive.remove(execution);
    }

    boolean alive(long execution) {
        return alive.contains(execution);
    }
}
