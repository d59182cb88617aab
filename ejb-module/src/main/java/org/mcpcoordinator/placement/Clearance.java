package org.mcpcoordinator.placement;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.catalog.Way;
import org.mcpcoordinator.cluster.Host;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.Relocation;
import org.mcpcoordinator.fleet.Relocations;

/**
 * Empties a host that lives, a few copies at a time: each comes up elsewhere, takes over when it answers, and ends here once
 * its calls have. A program that must not run twice stays, and goes with its next start or by hand.
 */
@Dependent
class Clearance {
    /** So many of one host come up elsewhere at a time. */
    private static final int AT_ONCE = 16;

    private final Fleet fleet;
    private final Relocations relocations;
    private final Places places;

    @Inject
    Clearance(Fleet fleet, Relocations relocations, Places places) {
        this.fleet = fleet;
        this.relocations = relocations;
        this.places = places;
    }

    /** Has the next ones come up, as far as those before have arrived. */
    void of(Host host) {
        String name = host.name();
        List<Instance> all = fleet.all();
        List<Instance> here =
                all.stream().filter(instance -> instance.host().equals(name)).toList();
        int room = AT_ONCE - (int) here.stream().filter(Clearance::isOnItsWay).count();
        List<Instance> next =
                here.stream().filter(this::mayGo).limit(Math.max(0, room)).toList();
        Placement placement = next.isEmpty()
                ? new Placement(Map.of(), Map.of())
                : places.round().again(next, all, name);
        List<Relocation> wanted = new ArrayList<>();
        for (Instance instance : next) {
            String to = placement.hosts().get(instance.key());
            if (to != null) {
                wanted.add(new Relocation(
                        instance.key(), instance.generation(), name, to, "host " + name + " is to be emptied"));
            }
        }
        if (!wanted.isEmpty()) {
            relocations.accompany(wanted);
        }
    }

    private static boolean isOnItsWay(Instance instance) {
        return instance.next()
                .filter(next -> next.state() != InstanceState.FAILED)
                .isPresent();
    }

    private boolean mayGo(Instance instance) {
        return instance.beside() == null
                && instance.desired() != Desired.REMOVED
                && instance.state() != InstanceState.STOPPING
                && !(runs(instance) && runsAlone(places.definition(instance)));
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
