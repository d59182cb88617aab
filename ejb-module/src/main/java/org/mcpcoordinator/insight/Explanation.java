package org.mcpcoordinator.insight;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something is as it is, on one screen.
 *
 * @param subject {@code server NAME} or {@code rollout ID}
 * @param sentence the whole story in one sentence
 * @param wish what is wanted
 * @param copies what is seen of copies of a server, the unwell ones first; of a rollout, servers that failed; at most 3
 * @param others further copies or servers in a few words each, at most 10
 * @param gates checks of the rollout's gates: those that did not pass, and of a rollout asked about those of the phase it
 *     has come to
 * @param events what happened last to the rollout, the newest first, at most 5
 * @param advice what to try next
 */
public record Explanation(
        String subject,
        String sentence,
        String wish,
        List<Copy> copies,
        List<String> others,
        List<Check> gates,
        List<Happened> events,
        Advice advice) {
    public Explanation {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(sentence);
        Objects.requireNonNull(wish);
        copies = List.copyOf(copies);
        others = List.copyOf(others);
        gates = List.copyOf(gates);
        events = List.copyOf(events);
        Objects.requireNonNull(advice);
    }

    /**
     * One copy of a server.
     *
     * @param name with its replica, where there are several
     * @param evidence on what its state rests
     * @param exitCode of its last process; absent if none has ended
     * @param probes the last ones, newest first, at most 5
     * @param lines what it wrote last: errors if there are any, at most 8
     * @param advice what to try next
     */
    public record Copy(
            String name,
            String state,
            String reason,
            String detail,
            Instant since,
            String evidence,
            @Nullable Integer exitCode,
            List<Probed> probes,
            List<String> lines,
            Advice advice) {
        public Copy {
            probes = List.copyOf(probes);
            lines = List.copyOf(lines);
        }
    }

    /** A probe. */
    public record Probed(Instant at, boolean ok, long millis, String reason, String detail) {}

    /**
     * A check of a gate, as a sentence and as figures.
     *
     * @param value absent if nothing could be measured
     * @param evidence on what the verdict rests, one sentence
     * @param sentence all of it
     */
    public record Check(
            String phase,
            String name,
            String verdict,
            @Nullable Double value,
            double limit,
            String evidence,
            String sentence) {}

    /** Something that happened. */
    public record Happened(Instant at, String sentence) {}
}
