package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How fast a phase goes on. With a bake per batch, the batches of a phase follow each other, each with its slow start;
 * without, they overlap, and the slow start is one for the rollout.
 *
 * @param last true if the phase itself is what is waited for, false if it is one of its batches
 * @param holds true if nothing more is to be waited for but the bake
 * @param bake how long it must hold; nothing where the rollout changes nothing
 * @param room how many more servers may be let go now
 * @param fresh true if none of the batch (or phase, where batches overlap) has been let go
 * @param held how many of it wait to be let go
 * @param upTo the last batch they may come from
 */
record Pace(boolean last, boolean holds, Duration bake, int room, boolean fresh, int held, int upTo) {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Duration MATURING = Duration.ofMillis(100);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

    Pace {
        Objects.requireNonNull(bake);
    }

    /**
     * Works it out.
     *
     * @param open the number of the batch that is under way
     * @param back true if the rollout goes back: then nothing bakes
     */
    static Pace of(Measured measured, Terms terms, int phase, int open, boolean back) {
        Gates gates = new Gates(terms);
        List<Measured.Batch> batches = measured.of(phase);
        boolean oneByOne = terms.oneByOne() && !back;
        int upTo = oneByOne ? open : Integer.MAX_VALUE;
        List<Measured.Batch> begun =
                batches.stream().filter(batch -> batch.number() <= upTo).toList();
        int held = begun.stream().mapToInt(Measured.Batch::held).sum();
        Measured.Batch current = batches.stream()
                .filter(batch -> batch.number() == open)
                .findFirst()
                .orElse(Measured.Batch.EMPTY);
        int letGo = oneByOne ? current.letGo() : measured.letGo();
        int room = Math.min(held, SlowStart.room(letGo, measured.starting(), terms.of(Term.PARALLEL)));
        boolean fresh = (oneByOne
                        ? current.letGo()
                        : begun.stream().mapToInt(Measured.Batch::letGo).sum())
                == 0;
        if (oneByOne && open < batches.size() - 1) {
            Duration bake = current.changed() == 0 ? Duration.ZERO : terms.seconds(Term.BATCH_BAKE);
            return new Pace(false, gates.settled(current), bake, room, fresh, held, upTo);
        }
        boolean changes = batches.stream().anyMatch(batch -> batch.changed() > 0);
        Duration bake = changes && !back ? terms.bake(phase) : Duration.ZERO;
        return new Pace(true, gates.settled(measured), bake, room, fresh, held, upTo);
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
