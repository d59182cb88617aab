package org.mcpcoordinator.rollout;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mcpcoordinator.catalog.Revision;
import org.mcpcoordinator.fleet.InstanceKey;

/**
 * A rollout before it is written down.
 *
 * @param revision what it brings about
 * @param difference what that changes
 * @param ports promised to servers that have none yet, or another one than they will have
 * @param hosts where its servers are, or are placed
 * @param targets of its phases, the canary first if there is one
 * @param caller name of who asked for it
 * @param jobInstance the batch job that asks; 0 for none
 */
record NewRollout(
        Revision revision,
        Difference difference,
        Map<InstanceKey, Integer> ports,
        Map<InstanceKey, String> hosts,
        List<Integer> targets,
        Terms terms,
        String caller,
        long jobInstance,
        Origin origin) {
    /**
     * What it goes back to.
     *
     * @param plan id of its plan; empty if there was none
     * @param baseRevision the revision the fleet had before; 0 for none
     * @param intent why, in the caller's words
     * @param summary what the plan said it would do
     */
    record Origin(String plan, long baseRevision, String intent, String summary) {}

    /** The ports of those it is about, which may be a part of the fleet. */
    Map<InstanceKey, Integer> promised() {
        Map<InstanceKey, Integer> promised = new HashMap<>();
        difference.ordered().stream().limit(planned()).map(Difference.Step::key).forEach(key -> {
            Integer port = ports.get(key);
            if (port != null) {
                promised.put(key, port);
            }
        });
        return promised;
    }

    private int planned() {
        return targets.get(targets.size() - 1);
    }

    /** Its row, which is not there yet. */
    RolloutRow row(Instant now) {
        RolloutRow row = new RolloutRow();
        row.fleet = revision.fleet();
        row.revision = revision.id();
        row.state = RolloutState.PENDING;
        row.reason = "";
        row.detail = "";
        row.profile = terms.profile();
        row.terms = terms.write();
        row.planned = planned();
        row.progressAt = now;
        row.progressSeconds = terms.of(Term.PROGRESS_DEADLINE);
        row.jobInstance = jobInstance;
        row.plan = origin.plan();
        row.baseRevision = origin.baseRevision();
        row.intent = origin.intent();
        row.summary = origin.summary();
        row.startedBy = caller;
        row.startedAt = now;
        return row;
    }
}
