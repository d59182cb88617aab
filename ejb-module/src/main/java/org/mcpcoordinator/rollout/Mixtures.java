package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.mcpcoordinator.catalog.Definitions;
import org.mcpcoordinator.catalog.ServerDefinition;
import org.mcpcoordinator.fleet.Desired;
import org.mcpcoordinator.fleet.Fleet;
import org.mcpcoordinator.fleet.Instance;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemException;

/**
 * Finds fleets that were left between two revisions. Copies are told apart by the hash of the definition that serves: which
 * revision a copy was written by says nothing, as a revision leaves alone what it does not change.
 */
@Dependent
class Mixtures {
    private final RolloutStore store;
    private final Definitions definitions;
    private final Fleet fleet;

    @Inject
    Mixtures(RolloutStore store, Definitions definitions, Fleet fleet) {
        this.store = store;
        this.definitions = definitions;
        this.fleet = fleet;
    }

    List<Mixture> all() {
        List<RolloutRow> rows = store.newestThatDidNotSucceed();
        if (rows.isEmpty()) {
            return List.of();
        }
        List<Instance> released = fleet.released();
        return rows.stream()
                .map(row -> of(row, released))
                .filter(mixture -> !mixture.whole())
                .toList();
    }

    private Mixture of(RolloutRow row, List<Instance> released) {
        long before = before(row);
        Map<InstanceKey, String> wanted = hashes(row.aim());
        Map<InstanceKey, String> was = before == 0 ? Map.of() : hashes(before);
        List<Instance> mine = released.stream()
                .filter(instance -> instance.fleet().equals(row.fleet) && instance.desired() != Desired.REMOVED)
                .toList();
        int asWanted = count(mine, as(wanted));
        int asBefore = count(mine, as(was));
        int same = count(mine, as(wanted).and(as(was)));
        return new Mixture(
                row.fleet,
                row.id,
                row.state,
                row.aim(),
                asWanted - same,
                before,
                asBefore - same,
                mine.size() - asWanted - asBefore + same,
                same,
                wanted.size() - count(mine, instance -> wanted.containsKey(instance.key())));
    }

    private static int count(List<Instance> instances, Predicate<Instance> which) {
        return (int) instances.stream().filter(which).count();
    }

    private static Predicate<Instance> as(Map<InstanceKey, String> hashes) {
        return instance -> instance.definitionHash().equals(hashes.get(instance.key()));
    }

    /** The revision it leads away from: of one that goes back the one that failed, else the one its plan was made of. */
    private long before(RolloutRow row) {
        if (row.back()) {
            return row.revision;
        }
        return row.baseRevision != 0 && row.baseRevision != row.revision
                ? row.baseRevision
                : store.lastStable(row)
                        .map(RolloutRow::aim)
                        .filter(stable -> stable != row.revision)
                        .orElse(0L);
    }

    private Map<InstanceKey, String> hashes(long revision) {
        Map<InstanceKey, String> hashes = new HashMap<>();
        for (ServerDefinition server : known(revision).values()) {
            for (int replica = 0; replica < server.replicas(); replica++) {
                hashes.put(new InstanceKey(server.name(), replica), server.hash());
            }
        }
        return hashes;
    }

    private Map<String, ServerDefinition> known(long revision) {
        try {
            return definitions.of(revision);
        } catch (ProblemException forgotten) {
            return Map.of();
        }
    }
}
