package org.mcpcoordinator.placement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.HostState;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.cluster.Placing;
import org.mcpcoordinator.fleet.Fleet;

/**
 * Looks after hosts: has the servers of dead ones started elsewhere, and those emptied that are to be. Every node looks, so that
 * each knows for itself how long it has heard the others; the holder of the lease {@code placement} acts.
 */
@ApplicationScoped
class HostWatch {
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** Where there is one host only, somebody may join it. */
    private static final Duration ALONE = Duration.ofSeconds(20);

    private final Silence silence = new Silence();
    private volatile Instant aloneUntil = Instant.MIN;

    @Inject
    Cluster cluster;

    @Inject
    Fleet fleet;

    @Inject
    Leases leases;

    @Inject
    Rescue rescue;

    @Inject
    Clearance clearance;

    @Inject
    Clock clock;

    boolean isDue() {
        return !clock.instant().isBefore(aloneUntil);
    }

    /** Looks once, by one thread at a time. */
    void look() {
        List<Host> hosts;
        List<Host> dead;
        try {
            hosts = cluster.hosts();
            Instant now = clock.instant();
            if (hosts.size() < 2) {
                aloneUntil = now.plus(ALONE);
                silence.deaf();
                return;
            }
            dead = silence.dead(hosts, holding(hosts), now);
        } catch (RuntimeException databaseAway) {
            silence.deaf();
            throw databaseAway;
        }
        List<Host> leaving = hosts.stream()
                .filter(host -> host.placing() == Placing.DRAINING && host.state() != HostState.DEAD)
                .toList();
        boolean idle = dead.isEmpty() && leaving.isEmpty();
        if (idle || leases.acquire("placement", LEASE).isEmpty()) {
            return;
        }
        dead.forEach(rescue::of);
        leaving.forEach(clearance::of);
    }

    /** Dead hosts on which anything is placed still. */
    private Set<String> holding(List<Host> hosts) {
        Set<String> silent = hosts.stream()
                .filter(host -> host.state() == HostState.DEAD)
                .map(Host::name)
                .collect(Collectors.toSet());
        return silent.isEmpty()
                ? Set.of()
                : silent.stream()
                        .filter(host -> fleet.all().stream()
                                .anyMatch(instance -> instance.at(host::equals).isPresent()))
                        .collect(Collectors.toSet());
    }
}
