package org.mcpcoordinator.placement;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.cluster.Lease;
import org.mcpcoordinator.cluster.Leases;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Observation;
import org.mcpcoordinator.fleet.Reason;
import org.mcpcoordinator.fleet.Relocation;
import org.mcpcoordinator.fleet.Relocations;

/**
 * Starts the servers of a dead host elsewhere, once. It holds the host's own lease meanwhile, with the next epoch: nobody tells
 * the host's agent anything before all is written down, and what is told it then no longer names what has gone.
 */
@Dependent
class Rescue {
    private static final Logger LOG = Logger.getLogger(Rescue.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final int CHUNK = 100;

    private final Cluster cluster;
    private final Leases leases;
    private final Fleet fleet;
    private final Relocations relocations;
    private final Places places;
    private final Audit audit;

    @Inject
    Rescue(Cluster cluster, Leases leases, Fleet fleet, Relocations relocations, Places places, Audit audit) {
        this.cluster = cluster;
        this.leases = leases;
        this.fleet = fleet;
        this.relocations = relocations;
        this.places = places;
        this.audit = audit;
    }

    /** Moves all it can; what has no place yet waits where it is, and is known not to serve. */
    void of(Host dead) {
        String host = dead.name();
        List<Instance> all = fleet.all();
        List<Instance> touched = all.stream()
                .filter(instance -> instance.at(host::equals).isPresent())
                .toList();
        List<Instance> homeless = touched.stream()
                .filter(instance -> instance.host().equals(host))
                .toList();
        Placement placement = places.round().again(homeless, all, host);
        List<Relocation> wanted = new ArrayList<>();
        for (Instance instance : touched) {
            String to = instance.host().equals(host) ? placement.hosts().get(instance.key()) : instance.host();
            if (to != null) {
                wanted.add(new Relocation(
                        instance.key(), instance.generation(), host, to, "host " + host + " is dead: placed on " + to));
            }
        }
        List<Observation> unwell = unwell(host, homeless, placement.refused());
        if (wanted.isEmpty() && unwell.isEmpty()) {
            // A lease taken for nothing would keep the host's own reconciler waiting, again at each turn.
            return;
        }
        Optional<Lease> lease = leases.seize(Host.lease(host), "placement", LEASE);
        if (lease.isEmpty()) {
            return;
        }
        try {
            write(host, lease.get(), wanted, unwell, placement.refused().size());
        } finally {
            leases.release(lease.get());
        }
    }

    /** What was seen before the lease was taken and has changed since is left for the next turn. */
    private void write(String host, Lease lease, List<Relocation> wanted, List<Observation> unwell, int refused) {
        int moved = 0;
        for (int from = 0; from < wanted.size(); from += CHUNK) {
            List<Relocation> chunk = wanted.subList(from, Math.min(wanted.size(), from + CHUNK));
            if (!leases.renew(lease, LEASE) || !relocations.lose(chunk, lease)) {
                LOG.warnf("Host %s is alive after all: %d of its servers were placed elsewhere before", host, moved);
                return;
            }
            moved += chunk.size();
        }
        fleet.observe(unwell);
        if (moved > 0) {
            cluster.leftBehind(host);
            String sentence =
                    moved + " copies are started elsewhere" + (refused == 0 ? "" : ", " + refused + " have no place");
            LOG.warnf("Host %s is dead: %s", host, sentence);
            audit.record(Caller.SYSTEM, "host.dead", host, "ok", sentence);
        }
    }

    /** What stays on a dead host is not well, whatever it was when it was seen last. */
    private static List<Observation> unwell(
            String host, Collection<Instance> homeless, Map<InstanceKey, String> refused) {
        List<Observation> seen = new ArrayList<>();
        for (Instance instance : homeless) {
            String why = refused.get(instance.key());
            if (why != null && instance.state() == InstanceState.HEALTHY) {
                seen.add(new Observation.Fails(
                        instance.key(),
                        instance.generation(),
                        Reason.UNKNOWN,
                        "host " + host + " is dead, and " + why));
            }
        }
        return seen;
    }
}
