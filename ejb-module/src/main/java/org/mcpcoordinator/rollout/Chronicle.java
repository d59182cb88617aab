package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keeps what gates said and what happened: the newest verdict of each check, and a line for everything that is news. */
@Dependent
class Chronicle {
    /** After so many errors in a row nobody can say (Argo Rollouts: consecutiveErrorLimit). */
    static final int ERRORS = 4;

    private final VerdictStore store;

    @Inject
    Chronicle(VerdictStore store) {
        this.store = store;
    }

    /**
     * Keeps the checks of a gate; those that break for the fourth time in a row become inconclusive.
     *
     * @return the checks as they were kept
     */
    List<Gates.Check> judged(RolloutRow row, List<Gates.Check> checks, Instant now) {
        Map<String, VerdictRow> before = store.newest(List.of(row.id)).stream()
                .filter(verdict -> verdict.phase == row.phase)
                .collect(Collectors.toMap(verdict -> verdict.name, Function.identity()));
        return checks.stream()
                .map(check -> judged(row, before.get(check.name()), check, now))
                .toList();
    }

    /** True if the measuring broke after that moment. */
    boolean broke(RolloutRow row, Instant after) {
        return store.newest(List.of(row.id)).stream()
                .anyMatch(verdict -> verdict.phase == row.phase && verdict.errors > 0 && verdict.at.isAfter(after));
    }

    private Gates.Check judged(
            RolloutRow row, @org.jspecify.annotations.Nullable VerdictRow before, Gates.Check check, Instant now) {
        int errors = check.verdict() != Verdict.ERROR ? 0 : before == null ? 1 : before.errors + 1;
        Gates.Check kept = errors < ERRORS
                ? check
                : new Gates.Check(
                        check.name(),
                        Verdict.INCONCLUSIVE,
                        check.value(),
                        check.limit(),
                        errors + " times in a row " + check.evidence());
        store.put(VerdictRow.of(row.id, row.phase, kept, errors, now));
        if (before == null || before.verdict != kept.verdict()) {
            store.note(row, RolloutEvent.Kind.GATE, kept, kept.evidence(), now);
        }
        return kept;
    }

    /** The rollout has entered its state. */
    void entered(RolloutRow row, Instant now) {
        entered(row, row.detail, now);
    }

    /** The rollout has entered its state, as the sentence says. */
    void entered(RolloutRow row, String detail, Instant now) {
        note(row, RolloutEvent.Kind.STATE, row.state.name(), detail, now);
    }

    /** Something other than a gate's verdict. */
    void note(RolloutRow row, RolloutEvent.Kind kind, String name, String detail, Instant now) {
        store.note(row, kind, new Gates.Check(name, Verdict.PASS, Double.NaN, Double.NaN, ""), detail, now);
    }

    /** The newest 500 events, oldest of them first. */
    List<RolloutEvent> events(long rollout) {
        return store.events(rollout);
    }
}
