package org.mcpcoordinator.rollout;

import java.util.List;
import java.util.Optional;

/**
 * The checks at the end of a canary or phase. All limits are "reached means failed", in whole servers, without
 * rounding in anybody's favour:
 *
 * <ul>
 *   <li>failure-budget of the rollout: failed / planned &gt;= 2 %. Of 1,000 that is 20 (19 pass), of 100 it is 2, of 50
 *       or fewer it is 1: the smallest whole number that reaches the share, never less than 1;
 *   <li>failure-budget of a batch: failed / size &gt;= 5 %. Of 100 that is 5, of 20 or fewer, so of every canary, it is 1;
 *   <li>healthy-ratio: mature / size &gt; 95 % of all instances up to the end of the phase. Of 100 that is 96, of 20 or
 *       fewer it is all of them;
 *   <li>progress-deadline: the time since one more server became healthy must stay below the profile's; it is not asked
 *       for once the ratio holds and nothing is starting any more.
 * </ul>
 */
final class Gates {
    static final String HEALTHY_RATIO = "healthy-ratio";
    static final String FAILURE_BUDGET = "failure-budget";
    static final String PROGRESS_DEADLINE = "progress-deadline";

    private static final int ROLLOUT_PERCENT = 2;
    private static final int BATCH_PERCENT = 5;
    private static final int RATIO_PERCENT = 95;

    private Gates() {}

    /**
     * One check.
     *
     * @param passes false while or because it does not
     */
    record Check(String name, boolean passes, double value, double limit) {}

    /** What ends the rollout, if anything does: a stable code and a sentence. */
    record Stop(String reason, String detail) {}

    /** All checks as they stand. */
    static List<Check> checks(Measured measured, long progressSeconds) {
        return List.of(
                new Check(
                        HEALTHY_RATIO,
                        ratioHolds(measured.mature(), measured.size()),
                        percent(measured),
                        RATIO_PERCENT),
                new Check(
                        FAILURE_BUDGET,
                        budgetStop(measured).isEmpty(),
                        measured.failed(),
                        limit(measured.planned(), ROLLOUT_PERCENT)),
                new Check(
                        PROGRESS_DEADLINE,
                        settled(measured) || measured.sinceProgress().toSeconds() < progressSeconds,
                        measured.sinceProgress().toMillis() / 1000.0,
                        progressSeconds));
    }

    /** True if nothing more is to be waited for but time. */
    static boolean settled(Measured measured) {
        return measured.held() == 0 && measured.starting() == 0 && ratioHolds(measured.mature(), measured.size());
    }

    /** True if the batch may be followed by the next one, once it has baked. */
    static boolean settled(Measured.Batch batch) {
        return batch.held() == 0 && batch.starting() == 0 && ratioHolds(batch.mature(), batch.size());
    }

    /** Why the rollout must end now, if it must. */
    static Optional<Stop> stop(Measured measured, long progressSeconds) {
        Optional<Stop> budget = budgetStop(measured);
        if (budget.isPresent()) {
            return budget;
        }
        if (!settled(measured) && measured.sinceProgress().toSeconds() >= progressSeconds) {
            return Optional.of(new Stop(
                    "PROGRESS_DEADLINE",
                    "no further server became healthy for " + progressSeconds + " s; " + measured.healthy() + " of "
                            + measured.size() + " are"));
        }
        return Optional.empty();
    }

    private static Optional<Stop> budgetStop(Measured measured) {
        if (reached(measured.failed(), measured.planned(), ROLLOUT_PERCENT)) {
            return Optional.of(new Stop(
                    "FAILURE_BUDGET",
                    measured.failed() + " of " + measured.planned() + " planned servers failed; the limit is "
                            + limit(measured.planned(), ROLLOUT_PERCENT)));
        }
        return measured.batches().stream()
                .filter(batch -> reached(batch.failed(), batch.size(), BATCH_PERCENT))
                .findFirst()
                .map(batch -> new Stop(
                        "BATCH_FAILED",
                        batch.failed() + " of the " + batch.size() + " servers of one batch failed; the limit is "
                                + limit(batch.size(), BATCH_PERCENT)));
    }

    private static boolean reached(int failed, int of, int percent) {
        return failed > 0 && failed * 100L >= (long) of * percent;
    }

    /** The smallest number of failures that reaches the share; at least 1. */
    static int limit(int of, int percent) {
        return Math.max(1, (of * percent + 99) / 100);
    }

    private static boolean ratioHolds(int mature, int size) {
        return size == 0 || mature * 100L > (long) size * RATIO_PERCENT;
    }

    private static double percent(Measured measured) {
        return measured.size() == 0 ? 100 : measured.mature() * 100.0 / measured.size();
    }
}
