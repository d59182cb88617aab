package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.mcpcoordinator.fleet.InstanceKey;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Enters new rollouts: their row, their phases, whom they are about, and the ports those are promised. */
@Dependent
class Register {
    private final RolloutStore store;
    private final ItemStore items;
    private final Promises promises;
    private final Chronicle chronicle;
    private final Snapshots snapshots;
    private final MemoryBudget budget;
    private final Clock clock;
    private final RolloutNews news;

    @Inject
    Register(
            RolloutStore store,
            ItemStore items,
            Promises promises,
            Chronicle chronicle,
            Snapshots snapshots,
            MemoryBudget budget,
            Clock clock,
            RolloutNews news) {
        this.store = store;
        this.items = items;
        this.promises = promises;
        this.chronicle = chronicle;
        this.snapshots = snapshots;
        this.budget = budget;
        this.clock = clock;
        this.news = news;
    }

    /**
     * Enters it.
     *
     * @param objection hears of ports that others were promised meanwhile, with who, and may refuse the rollout by throwing;
     *     else its servers get what is free when it is their turn
     * @throws ProblemException ROLLOUT_ACTIVE, and what memory says
     */
    Rollout enter(NewRollout fresh, Consumer<Map<InstanceKey, String>> objection) {
        budget.check(fresh.difference(), fresh.targets(), fresh.hosts());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        RolloutRow row = fresh.row(now);
        try {
            store.insert(row, fresh.targets());
        } catch (PersistenceException refused) {
            throw oneIsOpen(refused, row.fleet);
        }
        Map<InstanceKey, Integer> ports = fresh.promised();
        Map<InstanceKey, String> taken = promises.make(row.fleet, ports, fresh.hosts());
        if (!taken.isEmpty()) {
            objection.accept(taken);
            ports.keySet().removeAll(taken.keySet());
        }
        int batchSize = fresh.terms().of(Term.BATCH_SIZE);
        items.insert(row.id, PlacedItem.layOut(fresh.difference(), fresh.targets(), ports, fresh.hosts(), batchSize));
        chronicle.entered(row, "asked for by " + fresh.caller(), now);
        Rollout rollout = snapshots.of(row);
        news.tell(rollout);
        return rollout;
    }

    /** Two requests at once both find no open rollout; the unique index lets one of them through. */
    static RuntimeException oneIsOpen(PersistenceException refused, String name) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("rollout_one_open_per_fleet")) {
                return new ProblemException(
                        ProblemCode.ROLLOUT_ACTIVE,
                        "another rollout of fleet " + name + " began at the same moment",
                        List.of(),
                        refused);
            }
        }
        return refused;
    }
}
