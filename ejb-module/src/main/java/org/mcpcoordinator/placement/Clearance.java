package org.mcpcoordinator.placement;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.access.Audit;
import org.mcpcoordinator.access.Caller;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Relocation;
import org.mcpcoordinator.fleet.Relocations;
import org.mcpcoordinator.problem.ProblemCode;

/**
 * Empties a host that lives, a few copies at a time: each comes up elsewhere, takes over when it answers, and ends here once
 * its calls have. A program that must not run twice stays, and goes with its next start or by hand.
 */
@Dependent
class Clearance {
    /** So many of one host come up elsewhere at a time. */
    private static final int AT_ONCE = 16;

    /** One that came up elsewhere in vain is tried again so long after it failed. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Fleet fleet;
    private final Relocations relocations;
    private final Places places;
    private final Audit audit;
    private final Clock clock;

    /** What was told last to have no place, by host; one thread at a time looks. */
    private final Map<String, Set<InstanceKey>> told = new ConcurrentHashMap<>();

    @Inject
    Clearance(Fleet fleet, Relocations relocations, Places places, Audit audit, Clock clock) {
        this.fleet = fleet;
        this.relocations = relocations;
        this.places = places;
        this.audit = audit;
        this.clock = clock;
    }

    /** Has the next ones come up, as far as those before have arrived. */
    void of(Host host) {
        String name = host.name();
        List<Instance> all = fleet.all();
        List<Instance> here =
                all.stream().filter(instance -> instance.host().equals(name)).toList();
        int room = AT_ONCE - (int) here.stream().filter(Clearance::isOnItsWay).count();
        List<Instance> next =
                room <= 0 ? List.of() : here.stream().filter(this::mayGo).toList();
        if (next.isEmpty()) {
            return;
        }
        // All are asked about, so that those without a place do not keep the others from theirs.
        Placement placement = places.round().again(next, all, name);
        List<Relocation> wanted = new ArrayList<>();
        for (Instance instance : next) {
            String to = placement.hosts().get(instance.key());
            if (to != null && wanted.size() < room) {
                wanted.add(new Relocation(
                        instance.key(), instance.generation(), name, to, "host " + name + " is to be emptied"));
            }
        }
        if (!wanted.isEmpty()) {
            relocations.accompany(wanted);
        }
        tell(name, placement.refused());
    }

    /** Once for each that has no place. */
    private void tell(String host, Map<InstanceKey, String> refused) {
        Set<InstanceKey> before = told.getOrDefault(host, Set.of());
        told.put(host, refused.keySet());
        refused.entrySet().stream()
                .filter(entry -> !before.contains(entry.getKey()))
                .findFirst()
                .ifPresent(first -> audit.record(
                        Caller.SYSTEM,
                        "host.drain",
                        host,
                        ProblemCode.HOSTS_FULL.name(),
                        refused.size() + " copies have no place elsewhere: " + first.getValue()));
    }

    private static boolean isOnItsWay(Instance instance) {
        return instance.next()
                .filter(next -> next.state() != InstanceState.FAILED)
                .isPresent();
    }

    private boolean mayGo(Instance instance) {
        return (instance.beside() == null || mayTryAgain(instance))
                && instance.desired() != Desired.REMOVED
                && instance.state() != InstanceState.STOPPING
                && !(runs(instance) && runsAlone(places.definition(instance)));
    }

    private boolean mayTryAgain(Instance instance) {
        return instance.next()
                .filter(next -> next.state() == InstanceState.FAILED
                        && next.definitionHash().equals(instance.definitionHash())
                        && !next.since().plus(PAUSE).isAfter(clock.instant()))
                .isPresent();
    }

    private static boolean runs(Instance instance) {
        return switch (instance.state()) {
            case PLANNED, STARTING, HEALTHY, UNHEALTHY, QUARANTINED -> instance.desired() == Desired.RUNNING;
            case SLEEPING, STOPPING, STOPPED, FAILED -> false;
        };
    }

    private static boolean runsAlone(@Nullable ServerDefinition definition) {
        return definition != null && definition.way() instanceof Way.Program && definition.surge() == 0;
    }
}
