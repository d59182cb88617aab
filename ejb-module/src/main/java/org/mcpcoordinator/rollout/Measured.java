package org.mcpcoordinator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What a gate looks at: instances of the rollout up to the end of the phase under way.
 *
 * @param planned instances of the whole rollout
 * @param batches of all phases up to this one, in order
 * @param sinceProgress time since one more server became healthy
 */
record Measured(int planned, List<Batch> batches, Duration sinceProgress) {
    Measured {
        batches = List.copyOf(batches);
        Objects.requireNonNull(sinceProgress);
    }

    /**
     * Up to 100 instances. Those that run and are to be restarted count as held until their turn comes.
     *
     * @param phase index of its phase
     * @param number counts the phase's batches from 0 on
     * @param size its instances
     * @param changed those of them the rollout adds or restarts
     * @param healthy HEALTHY
     * @param mature HEALTHY for as long as the terms ask
     * @param failed FAILED, or let go and in trouble for long ({@link TroubleStore})
     * @param starting let go, and neither healthy nor failed; in trouble for a short time too
     * @param held not let go yet
     * @param letGo let go by this rollout, whatever became of them
     */
    record Batch(
            int phase,
            int number,
            int size,
            int changed,
            int healthy,
            int mature,
            int failed,
            int starting,
            int held,
            int letGo) {
        static final Batch EMPTY = new Batch(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    int size() {
        return batches.stream().mapToInt(Batch::size).sum();
    }

    int healthy() {
        return batches.stream().mapToInt(Batch::healthy).sum();
    }

    int mature() {
        return batches.stream().mapToInt(Batch::mature).sum();
    }

    int failed() {
        return batches.stream().mapToInt(Batch::failed).sum();
    }

    int starting() {
        return batches.stream().mapToInt(Batch::starting).sum();
    }

    int held() {
        return batches.stream().mapToInt(Batch::held).sum();
    }

    int letGo() {
        return batches.stream().mapToInt(Batch::letGo).sum();
    }

    /** The same without the batches behind that one. */
    Measured upTo(int phase, int number) {
        return new Measured(
                planned,
                batches.stream()
                        .filter(batch -> batch.phase() < phase || batch.number() <= number)
                        .toList(),
                sinceProgress);
    }

    /** Batches of one phase. */
    List<Batch> of(int phase) {
        return batches.stream().filter(batch -> batch.phase() == phase).toList();
    }
}
