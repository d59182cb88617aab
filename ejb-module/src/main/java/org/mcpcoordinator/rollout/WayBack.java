package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mcpcoordinator.catalog.Catalog;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Turns a rollout round: it is then about bringing its servers back to the last stable revision, in one phase of its own,
 * through the same gates without bake. It is refused where that revision is the failing one (Nomad does so, because such
 * a job would revert for ever).
 */
@Dependent
class WayBack {
    static final String PHASE = "rollback";

    private final RolloutStore store;
    private final ItemStore items;
    private final Snapshots snapshots;
    private final RemainsStore remains;
    private final Planner planner;
    private final Catalog catalog;
    private final Fleet fleet;
    private final Promises promises;

    @Inject
    WayBack(
            RolloutStore store,
            ItemStore items,
            Snapshots snapshots,
            RemainsStore remains,
            Planner planner,
            Catalog catalog,
            Fleet fleet,
            Promises promises) {
        this.store = store;
        this.items = items;
        this.snapshots = snapshots;
        this.remains = remains;
        this.planner = planner;
        this.catalog = catalog;
        this.fleet = fleet;
        this.promises = promises;
    }

    /**
     * Turns it round. Changes the row, which the caller writes; its job must be a new one.
     *
     * @throws ProblemException NO_STABLE_VERSION, ROLLBACK_NOOP
     */
    void begin(RolloutRow row, Instant now) {
        Revision stable = stable(row);
        List<Rollout.Phase> phases = snapshots.of(row).phases();
        int position = row.back() ? phases.size() - 1 : phases.size();
        if (row.endedAt == null && !row.back()) {
            for (int phase = 0; phase < phases.size(); phase++) {
                store.freeze(row.id, phase, phases.get(phase).healthy());
            }
        }
        remains.keep(row.id, now);
        fleet.forgetHeld(row.fleet);
        promises.forget(row);
        Set<InstanceKey> taken = Set.copyOf(items.removals(row.id));
        Planner.Draft draft = planner.draft(row.fleet, stable.servers());
        Difference way = draft.difference().onlyBack(taken);
        items.drop(row.id);
        Map<InstanceKey, Integer> ports = new HashMap<>(draft.ports());
        ports.keySet()
                .retainAll(way.ordered().stream().map(Difference.Step::key).toList());
        List<PlacedItem> placed = layOut(
                way,
                promises.asFarAsFree(row.fleet, ports, draft.hosts()),
                draft.hosts(),
                position,
                row.terms().of(Term.BATCH_SIZE));
        items.insert(row.id, placed);
        row.rollbackRevision = stable.id();
        row.turnRound(position, way.ordered().size(), now);
        store.dropPhase(row.id, position);
        store.addPhase(PhaseRow.of(row.id, position, PHASE, row.planned));
    }

    private Revision stable(RolloutRow row) {
        Revision stable = store.lastStable(row)
                .flatMap(last -> catalog.find(last.revision))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NO_STABLE_VERSION,
                        "no rollout of fleet " + row.fleet + " has succeeded before rollout " + row.id));
        String failing = catalog.find(row.revision).map(Revision::hash).orElse("");
        if (stable.id() == row.revision || stable.hash().equals(failing)) {
            throw new ProblemException(
                    ProblemCode.ROLLBACK_NOOP,
                    "the last stable revision, " + stable.id() + ", says the same as the one of rollout " + row.id);
        }
        return stable;
    }

    private static List<PlacedItem> layOut(
            Difference way, Map<InstanceKey, Integer> ports, Map<InstanceKey, String> hosts, int phase, int batchSize) {
        List<PlacedItem> placed = new ArrayList<>();
        for (Difference.Step step : way.ordered()) {
            int position = placed.size();
            placed.add(new PlacedItem(
                    new InstanceOrder(
                            position,
                            step.key(),
                            step.deed(),
                            ports.getOrDefault(step.key(), step.port()),
                            hosts.getOrDefault(step.key(), "")),
                    phase,
                    position / batchSize));
        }
        for (InstanceKey key : way.removals()) {
            placed.add(new PlacedItem(new InstanceOrder(placed.size(), key, "remove", 0), phase, Integer.MAX_VALUE));
        }
        return placed;
    }
}
