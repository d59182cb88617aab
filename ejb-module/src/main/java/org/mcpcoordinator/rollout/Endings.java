package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.mcpcoordinator.fleet.Fleet;

/** Ends rollouts: keeps their counts as they are now, and the servers they failed of, and forgets wishes that were never let go. */
@Dependent
class Endings {
    private final RolloutStore store;
    private final Snapshots snapshots;
    private final RemainsStore remains;
    private final Fleet fleet;
    private final Promises promises;

    @Inject
    Endings(RolloutStore store, Snapshots snapshots, RemainsStore remains, Fleet fleet, Promises promises) {
        this.store = store;
        this.snapshots = snapshots;
        this.remains = remains;
        this.fleet = fleet;
        this.promises = promises;
    }

    /** Changes the row, which the caller writes. Healthy servers stay, whatever the end. */
    void end(RolloutRow row, RolloutState how, String reason, String detail, Instant now) {
        Rollout last = snapshots.of(row);
        List<Rollout.Phase> phases = last.phases();
        for (int phase = 0; phase < phases.size(); phase++) {
            store.freeze(row.id, phase, phases.get(phase).healthy());
        }
        row.failed = last.failed();
        if (how == RolloutState.FAILED) {
            remains.keep(row.id, now);
        }
        row.end(how, reason, detail, now);
        fleet.forgetHeld(row.fleet);
        promises.forget(row);
    }
}
