package org.mcpcoordinator.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a gate says of the servers themselves. All limits are "reached means failed", in whole servers, without rounding
 * in anybody's favour; the percentages are the usual ones, a rollout's terms may say others:
 *
 * <ul>
 *   <li>failure-budget of the rollout: failed / planned &gt;= 2 %. Of 1,000 that is 20 (19 pass), of 100 it is 2, of 50
 *       or fewer it is 1: the smallest whole number that reaches the share, never less than 1;
 *   <li>batch-failure-budget: failed / size &gt;= 5 %. Of 100 that is 5, of 20 or fewer, so of every canary, it is 1;
 *   <li>healthy-ratio: mature / size &gt; 95 % of all instances up to the end of the phase. Of 100 that is 96, of 20 or
 *       fewer it is all of them;
 *   <li>progress-deadline: the time since one more server became healthy must stay below the agreed one; it is not asked
 *       for once the ratio holds and nothing is starting any more.
 * </ul>
 */
final class Gates {
    static final String HEALTHY_RATIO = "healthy-ratio";
    static final String FAILURE_BUDGET = "failure-budget";
    static final String BATCH_FAILURE_BUDGET = "batch-failure-budget";
    static final String PROGRESS_DEADLINE = "progress-deadline";

    private final Terms terms;

    Gates(Terms terms) {
        this.terms = terms;
    }

    /**
     * One check.
     *
     * @param value NaN if there is none
     * @param evidence one sentence for people
     */
    record Check(String name, Verdict verdict, double value, double limit, String evidence) {
        Check {
            Objects.requireNonNull(name);
            Objects.requireNonNull(verdict);
            Objects.requireNonNull(evidence);
        }
    }

    /** What ends the rollout, if anything does: a stable code and a sentence. */
    record Stop(String reason, String detail) {}

    /** All checks as they stand. */
    List<Check> checks(Measured measured) {
        int deadline = terms.of(Term.PROGRESS_DEADLINE);
        Measured.Batch worst = measured.batches().stream()
                .max(Comparator.comparingDouble(
                        batch -> batch.size() == 0 ? 0 : batch.failed() / (double) batch.size()))
                .orElse(Measured.Batch.EMPTY);
        return List.of(
                new Check(
                        HEALTHY_RATIO,
                        verdict(ratioHolds(measured.mature(), measured.size())),
                        percent(measured),
                        terms.of(Term.HEALTHY),
                        measured.mature() + " of " + measured.size() + " servers are healthy long enough"),
                new Check(
                        FAILURE_BUDGET,
                        verdict(!reached(measured.failed(), measured.planned(), terms.of(Term.FAILURES))),
                        measured.failed(),
                        limit(measured.planned(), terms.of(Term.FAILURES)),
                        measured.failed() + " of " + measured.planned() + " planned servers failed"),
                new Check(
                        BATCH_FAILURE_BUDGET,
                        verdict(!reached(worst.failed(), worst.size(), terms.of(Term.BATCH_FAILURES))),
                        worst.failed(),
                        limit(worst.size(), terms.of(Term.BATCH_FAILURES)),
                        worst.failed() + " of the " + worst.size() + " servers of the worst batch failed"),
                new Check(
                        PROGRESS_DEADLINE,
                        verdict(settled(measured) || measured.sinceProgress().toSeconds() < deadline),
                        measured.sinceProgress().toMillis() / 1000.0,
                        deadline,
                        "the last server became healthy "
                                + measured.sinceProgress().toSeconds() + " s ago"));
    }

    /** True if nothing more is to be waited for but time. */
    boolean settled(Measured measured) {
        return measured.held() == 0 && measured.starting() == 0 && ratioHolds(measured.mature(), measured.size());
    }

    /** True if the batch may be followed by the next one, once it has baked. */
    boolean settled(Measured.Batch batch) {
        return batch.held() == 0 && batch.starting() == 0 && ratioHolds(batch.mature(), batch.size());
    }

    /** Why the rollout must end now, if it must. */
    Optional<Stop> stop(Measured measured) {
        Optional<Stop> budget = budgetStop(measured);
        if (budget.isPresent()) {
            return budget;
        }
        int deadline = terms.of(Term.PROGRESS_DEADLINE);
        if (!settled(measured) && measured.sinceProgress().toSeconds() >= deadline) {
            return Optional.of(new Stop(
                    "PROGRESS_DEADLINE",
                    "no further server became healthy for " + deadline + " s; " + measured.healthy() + " of "
                            + measured.size() + " are"));
        }
        return Optional.empty();
    }

    private Optional<Stop> budgetStop(Measured measured) {
        int ofAll = terms.of(Term.FAILURES);
        int ofBatch = terms.of(Term.BATCH_FAILURES);
        if (reached(measured.failed(), measured.planned(), ofAll)) {
            return Optional.of(new Stop(
                    "FAILURE_BUDGET",
                    measured.failed() + " of " + measured.planned() + " planned servers failed; the limit is "
                            + limit(measured.planned(), ofAll)));
        }
        return measured.batches().stream()
                .filter(batch -> reached(batch.failed(), batch.size(), ofBatch))
                .findFirst()
                .map(batch -> new Stop(
                        "BATCH_FAILED",
                        batch.failed() + " of the " + batch.size() + " servers of one batch failed; the limit is "
                                + limit(batch.size(), ofBatch)));
    }

    private static Verdict verdict(boolean passes) {
        return passes ? Verdict.PASS : Verdict.FAIL;
    }

    private static boolean reached(int failed, int of, int percent) {
        return failed > 0 && failed * 100L >= (long) of * percent;
    }

    /** The smallest number of failures that reaches the share; at least 1. */
    static int limit(int of, int percent) {
        return Math.max(1, (of * percent + 99) / 100);
    }

    private boolean ratioHolds(int mature, int size) {
        return size == 0 || mature * 100L > (long) size * terms.of(Term.HEALTHY);
    }

    private static double percent(Measured measured) {
        return measured.size() == 0 ? 100 : measured.mature() * 100.0 / measured.size();
    }
}
