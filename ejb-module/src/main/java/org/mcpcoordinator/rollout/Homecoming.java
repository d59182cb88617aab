package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.InstanceState;
import org.mcpcoordinator.fleet.PortBook;

/**
 * Before a rollout ends, the servers it added or moved and had to park on the reserve go where they belong, as far as
 * their ranges have room by now. They come home as they are updated: another generation beside the one that serves.
 */
@Dependent
class Homecoming {
    private final ItemStore items;
    private final Definitions definitions;
    private final Release release;
    private final Fleet fleet;
    private final Cluster cluster;

    @Inject
    Homecoming(ItemStore items, Definitions definitions, Release release, Fleet fleet, Cluster cluster) {
        this.items = items;
        this.definitions = definitions;
        this.release = release;
        this.fleet = fleet;
        this.cluster = cluster;
    }

    /** One of the parked. */
    private enum Way {
        /** Its range is full, or it has been tried: it stays until its next update. */
        STAYS,
        WAITS,
        GOES
    }

    /**
     * Sends home who can go. A start counts as progress; without any, nobody is waited for beyond the rollout's progress
     * deadline.
     *
     * @return true while something is on its way home, or will be when others have left
     */
    boolean goesOn(RolloutRow row, Instant now) {
        String host = cluster.localHost();
        List<Instance> parked = fleet.parked(host).stream()
                .filter(instance -> instance.fleet().equals(row.fleet) && instance.state() == InstanceState.HEALTHY)
                .toList();
        if (parked.isEmpty()) {
            return false;
        }
        Set<InstanceKey> placed = items.placed(row.id);
        Map<String, ServerDefinition> wanted = definitions.of(row.aim());
        PortBook book = fleet.ports(host, row.fleet);
        Departures departures = Departures.of(fleet.onHost(host), book);
        boolean waits = false;
        List<InstanceOrder> home = new ArrayList<>();
        for (Instance instance : parked) {
            ServerDefinition definition = wanted.get(instance.key().server());
            if (definition == null || !placed.contains(instance.key())) {
                continue;
            }
            Way way = way(instance, definition, book, departures);
            waits |= way == Way.WAITS;
            if (way == Way.GOES) {
                home.add(new InstanceOrder(0, instance.key(), "move", 0));
            }
        }
        if (home.isEmpty()) {
            Duration most = row.terms().seconds(Term.PROGRESS_DEADLINE);
            return waits && Duration.between(row.progressAt, now).compareTo(most) < 0;
        }
        List<InstanceOrder> next =
                home.subList(0, Math.min(home.size(), row.terms().of(Term.PARALLEL)));
        fleet.bringHome(release.wishes(row, next));
        fleet.letGo(next.stream().map(InstanceOrder::key).toList());
        row.progressAt = now;
        return true;
    }

    private static Way way(Instance instance, ServerDefinition definition, PortBook book, Departures departures) {
        if (instance.next().isPresent()) {
            return instance.next().get().state() == InstanceState.FAILED ? Way.STAYS : Way.WAITS;
        }
        boolean room = book.takeOwn(definition.category()).isPresent();
        if (instance.last().isPresent()) {
            return room || departures.from(definition.category()) ? Way.WAITS : Way.STAYS;
        }
        if (room) {
            return Way.GOES;
        }
        return departures.from(definition.category()) ? Way.WAITS : Way.STAYS;
    }
}
