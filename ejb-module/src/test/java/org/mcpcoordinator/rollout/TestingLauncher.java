package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Starts nothing, and remembers what it was asked for. */
final class TestingLauncher implements RolloutLauncher {
    final Set<Long> alive = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    Optional<String> broken = Optional.empty();
    /** What is thrown instead of starting anything. */
    Optional<RuntimeException> refusal = Optional.empty();

    private long executions;

    @Override
    public Optional<String> broken(boolean back) {
        return broken;
    }

    @Override
    public long start(long rolloutId, boolean back) {
        asked.add((back ? "start back " : "start ") + rolloutId);
        return begun();
    }

    @Override
    public long restart(long rolloutId, long executionId, boolean back) {
        asked.add((back ? "restart back " : "restart ") + rolloutId + " " + executionId);
        return begun();
    }

    @Override
    public boolean running(long executionId) {
        return alive.contains(executionId);
    }

    @Override
    public void forget(long executionId) {
        alive.remove(executionId);
    }

    long begun() {
        refusal.ifPresent(thrown -> {
            throw thrown;
        });
        alive.add(++executions);
        return executions;
    }
}
