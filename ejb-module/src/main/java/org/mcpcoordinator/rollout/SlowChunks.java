package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.mcpcoordinator.problem.ProblemCode;

/**
 * What follows from a chunk that took longer than its transaction may. Once may be a lock or a slow disk: the job repeats the
 * chunk. When the same chunk is too slow again the rollout has failed, because it would be for ever (decision 49).
 */
@Dependent
class SlowChunks {
    private final Chronicle chronicle;
    private final Failures failures;

    @Inject
    SlowChunks(Chronicle chronicle, Failures failures) {
        this.chronicle = chronicle;
        this.failures = failures;
    }

    /**
     * Notes it, and ends the rollout or turns it round when it was the second time. Changes the row, which the caller writes.
     *
     * @param took from the beginning of the chunk until it failed
     * @param limit what its transaction may take
     */
    void note(RolloutRow row, Duration took, Duration limit, Instant now) {
        String chunk = ProblemCode.CHUNK_TIMEOUT + ": the chunk " + (row.back() ? "of the way back " : "")
                + "from server " + (row.wished + 1) + " on";
        String detail = chunk + " took " + took.toSeconds() + " s, the setting " + ChunkConfig.TIMEOUT + " allows "
                + limit.toSeconds() + " s; nothing of it was written";
        boolean again = chronicle.events(row.id).stream()
                .anyMatch(event -> event.detail().startsWith(chunk));
        if (again && goesOn(row)) {
            failures.fail(
                    row,
                    ProblemCode.CHUNK_TIMEOUT.name(),
                    detail + ", twice. Find what holds up the database, or allow more, and recover the rollout",
                    now);
        } else {
            chronicle.entered(row, detail + (goesOn(row) ? "; it is tried once more" : ""), now);
        }
    }

    /** One that stands still, or is about to end, has nothing to fail of. */
    private static boolean goesOn(RolloutRow row) {
        return row.state == RolloutState.RUNNING || row.state == RolloutState.ROLLING_BACK;
    }
}
