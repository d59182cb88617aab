package org.mcpcoordinator.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.rollout.Rollout;
import org.mcpcoordinator.rollout.Rollouts;

/** Why an instance is started, in the words of the agent's log. */
@ApplicationScoped
class Causes {
    private final Map<Long, String> byRevision = new ConcurrentHashMap<>();

    @Inject
    Rollouts rollouts;

    /** {@code rollout N}: the newest one to its revision. */
    String of(Instance instance) {
        return byRevision.computeIfAbsent(instance.revision(), this::find);
    }

    /** Rollouts come and go: called before each comparison that may start something. */
    void forget() {
        byRevision.clear();
    }

    private String find(long revision) {
        return rollouts.list().stream()
                .filter(rollout -> rollout.revision() == revision)
                .findFirst()
                .map(Rollout::id)
                .map(id -> "rollout " + id)
                .orElse("revision " + revision);
    }
}
