package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Reckons when a rollout that runs will be through: the mean pace of its starts so far, and what its gates wait yet. */
public final class Eta {
    private Eta() {}

    /**
     * Seconds that are left, at most, if all goes well: of the bake under way nothing is deducted.
     *
     * @return nothing before the first instance is healthy, and of a rollout that stands still, goes back or has ended
     */
    public static OptionalLong seconds(Rollout rollout, Instant now) {
        long healthy =
                rollout.phases().stream().mapToInt(Rollout.Phase::healthy).max().orElse(0);
        double spent = Duration.between(rollout.startedAt(), now).toMillis() / 1000.0;
        if (rollout.state() != RolloutState.RUNNING || healthy == 0 || spent <= 0) {
            return OptionalLong.empty();
        }
        List<Integer> targets =
                rollout.phases().stream().map(Rollout.Phase::target).toList();
        double all = 0;
        double toCome = 0;
        for (int phase = 0; phase < targets.size(); phase++) {
            int batches = Timing.batches(rollout.terms(), targets, phase);
            double waits = Timing.waits(rollout.terms(), phase, batches);
            all += waits;
            if (phase > rollout.phase()) {
                toCome += waits;
            } else if (phase == rollout.phase()) {
                toCome += Timing.waits(rollout.terms(), phase, batches - through(rollout, batches));
            }
        }
        double pace = Math.max(0, spent - (all - toCome)) / healthy;
        long left = Math.max(0, rollout.planned() - healthy - rollout.failed());
        return OptionalLong.of(Math.round(left * pace + toCome));
    }

    /** Batches of the phase under way, of those that follow each other, for which nothing more is waited. */
    private static int through(Rollout rollout, int most) {
        long through = rollout.phases().get(rollout.phase()).batches().stream()
                .filter(batch -> batch.healthy() + batch.failed() >= batch.size())
                .count();
        return (int) Math.min(through, most);
    }
}
