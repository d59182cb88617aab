package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;

/** One node and its earlier lives; another node holds what {@link #elsewhere} names. */
final class TestingLeases extends Leases {
    final Set<String> elsewhere = new HashSet<>();
    int incarnation = 1;
    private final Map<String, Lease> leases = new HashMap<>();

    @Override
    public Optional<Lease> acquire(String name, Duration ttl) {
        if (elsewhere.contains(name)) {
            return Optional.empty();
        }
        String owner = "node-1/" + incarnation;
        Lease now = leases.compute(name, (key, before) -> {
            long epoch = before == null ? 1 : before.epoch() + (before.owner().equals(owner) ? 0 : 1);
            return new Lease(name, owner, epoch, Instant.MAX);
        });
        return Optional.of(now);
    }

    @Override
    public Optional<String> elsewhere(String name) {
        return elsewhere.contains(name) ? Optional.of("node-2") : Optional.empty();
    }

    @Override
    public boolean renew(Lease lease, Duration ttl) {
        return lease.equals(leases.get(lease.name())) && !elsewhere.contains(lease.name());
    }

    @Override
    public boolean holds(Lease lease) {
        return renew(lease, Duration.ZERO);
    }

    @Override
    public void release(Lease lease) {
        leases.computeIfPresent(
                lease.name(), (key, before) -> new Lease(lease.name(), "", before.epoch(), Instant.MIN));
    }
}
