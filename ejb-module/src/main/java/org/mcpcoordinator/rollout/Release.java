package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.cluster.Cluster;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.fleet.PortBook;
import org.mcpcoordinator.fleet.Wish;

/** Lets servers go: new ones are wished for by the chunk and held, running ones are wished for when their turn comes. */
@Dependent
class Release {
    private final ItemStore items;
    private final CountStore counts;
    private final Definitions definitions;
    private final Fleet fleet;
    private final Cluster cluster;

    @Inject
    Release(ItemStore items, CountStore counts, Definitions definitions, Fleet fleet, Cluster cluster) {
        this.items = items;
        this.counts = counts;
        this.definitions = definitions;
        this.fleet = fleet;
        this.cluster = cluster;
    }

    /** Writes the wishes of a chunk; running servers wait for their turn. */
    void wish(RolloutRow row, List<InstanceOrder> orders) {
        fleet.wish(wishes(row, orders.stream().filter(order -> !order.restart()).toList()));
        fleet.remove(orders.stream()
                .filter(InstanceOrder::removal)
                .map(InstanceOrder::key)
                .toList());
    }

    /** How many processes the batch may add: its new servers, and those that are replaced while their successors start. */
    int more(RolloutRow row, Terms terms, Pace pace, int phase) {
        List<Turns.Candidate> waiting = items.candidates(row.id, phase, pace.upTo());
        int restarts =
                (int) waiting.stream().filter(one -> one.order().restart()).count();
        return waiting.size() - restarts + Math.min(restarts, terms.of(Term.PARALLEL));
    }

    /** Lets as many go as the pace and the categories allow. */
    void letGo(RolloutRow row, Terms terms, Pace pace, int phase) {
        List<Turns.Candidate> waiting = items.candidates(row.id, phase, pace.upTo());
        Map<String, CountStore.Standing> standing =
                waiting.stream().anyMatch(one -> one.order().restart()) ? counts.standing(row.id) : Map.of();
        List<InstanceOrder> next = Turns.next(placeable(row, waiting), standing, terms, pace.room());
        if (next.isEmpty()) {
            return;
        }
        items.turn(row.id, next);
        List<InstanceOrder> restarts =
                next.stream().filter(InstanceOrder::restart).toList();
        if (!restarts.isEmpty()) {
            fleet.wish(wishes(row, restarts));
        }
        List<InstanceKey> keys = next.stream().map(InstanceOrder::key).toList();
        fleet.letGo(keys);
    }

    /** Leaves out who wants into a full range that others are about to leave, or will be once these have gone. */
    private List<Turns.Candidate> placeable(RolloutRow row, List<Turns.Candidate> waiting) {
        if (waiting.stream().noneMatch(one -> one.order().move())) {
            return waiting;
        }
        String host = cluster.localHost();
        Map<InstanceKey, Instance> known = new HashMap<>();
        fleet.onHost(host).forEach(instance -> known.put(instance.key(), instance));
        Map<String, ServerDefinition> wanted = definitions.of(row.aim());
        PortBook book = fleet.ports(host, row.fleet);
        Departures departures = Departures.of(known.values(), book);
        List<Turns.Candidate> placeable = new ArrayList<>();
        for (Turns.Candidate one : waiting) {
            ServerDefinition definition = wanted.get(one.order().key().server());
            if (!one.order().move() || definition == null) {
                placeable.add(one);
            } else if (book.takeOwn(definition.category()).isPresent() || !departures.from(definition.category())) {
                placeable.add(one);
                departures.add(known.get(one.order().key()));
            }
        }
        return placeable;
    }

    /** What the rollout wants of these. */
    List<Wish> wishes(RolloutRow row, List<InstanceOrder> orders) {
        Map<String, ServerDefinition> known = definitions.of(row.aim());
        Duration patience = row.terms().seconds(Term.HEALTHY_DEADLINE);
        String host = cluster.localHost();
        List<Wish> wishes = new ArrayList<>();
        for (InstanceOrder order : orders) {
            ServerDefinition definition = known.get(order.key().server());
            if (!order.removal() && definition != null) {
                String place = order.host().isEmpty() ? host : order.host();
                wishes.add(
                        new Wish(row.fleet, order.key(), place, definition, row.aim(), order.port()).within(patience));
            }
        }
        return wishes;
    }
}
