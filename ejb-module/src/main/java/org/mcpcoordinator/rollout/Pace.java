package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How fast a phase goes on. With a bake per batch, the batches of a phase follow each other; without, they overlap.
 *
 * @param last true if the phase itself is what is waited for, false if it is one of its batches
 * @param holds true if nothing more is to be waited for but the bake
 * @param bake how long it must hold; nothing where the rollout changes nothing
 * @param room how many more servers may be let go now
 * @param upTo the last batch they may come from
 */
record Pace(boolean last, boolean holds, Duration bake, int room, int upTo) {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Duration MATURING = Duration.ofMillis(100);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

    Pace {
        Objects.requireNonNull(bake);
    }

    /** Works it out; {@code open} is the number of the batch that is under way. */
    static Pace of(Measured measured, Profile rules, int phase, int open) {
        List<Measured.Batch> batches = measured.of(phase);
        boolean oneByOne = !rules.batchBake().isZero();
        int upTo = oneByOne ? open : Integer.MAX_VALUE;
        int held = batches.stream()
                .filter(batch -> batch.number() <= upTo)
                .mapToInt(Measured.Batch::held)
                .sum();
        int room = Math.max(0, Math.min(held, rules.parallel() - measured.starting()));
        if (oneByOne && open < batches.size() - 1) {
            Measured.Batch current = batches.get(open);
            Duration bake = current.changed() == 0 ? Duration.ZERO : rules.batchBake();
            return new Pace(false, Gates.settled(current), bake, room, upTo);
        }
        boolean changes = batches.stream().anyMatch(batch -> batch.changed() > 0);
        return new Pace(true, Gates.settled(measured), changes ? rules.bake(phase) : Duration.ZERO, room, upTo);
    }

    boolean baked(Duration steady) {
        return holds && steady.compareTo(bake) >= 0;
    }

    /** When to look again although nothing was heard. */
    Duration patience(Measured measured, Duration steady) {
        if (!holds) {
            return measured.starting() == 0 && measured.held() == 0 ? MATURING : LONGEST_WAIT;
        }
        Duration rest = bake.minus(steady);
        if (rest.compareTo(LONGEST_WAIT) > 0) {
            return LONGEST_WAIT;
        }
        return rest.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : rest;
    }
}
