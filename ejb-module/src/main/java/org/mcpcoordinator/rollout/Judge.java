package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the gate of a phase: counts, lets more servers go, judges, and moves the rollout on when it is time. It changes
 * the row it is given and one thing about it; the caller writes it, and looks again.
 */
@Dependent
class Judge {
    private static final Duration MEASURE_AGAIN = Duration.ofSeconds(1);

    /** When to look again while servers come home, if nothing is heard before. */
    private static final Duration WAY_HOME = Duration.ofMillis(500);

    /** So long busy processors only hold the next batch back. */
    private static final Duration CPU_PATIENCE = Duration.ofSeconds(60);

    private static final String HEADROOM = "RESOURCE_HEADROOM";

    private static final String INCONCLUSIVE = "GATE_INCONCLUSIVE";

    private final RolloutStore store;
    private final ItemStore items;
    private final TroubleStore troubles;
    private final CountStore counts;
    private final Chronicle chronicle;
    private final Gauges gauges;
    private final Release release;
    private final Homecoming homecoming;
    private final Failures failures;

    @Inject
    Judge(
            RolloutStore store,
            ItemStore items,
            TroubleStore troubles,
            CountStore counts,
            Chronicle chronicle,
            Gauges gauges,
            Release release,
            Homecoming homecoming,
            Failures failures) {
        this.store = store;
        this.items = items;
        this.troubles = troubles;
        this.counts = counts;
        this.chronicle = chronicle;
        this.gauges = gauges;
        this.release = release;
        this.homecoming = homecoming;
        this.failures = failures;
    }

    /**
     * What came of it.
     *
     * @param news true if others should hear of the rollout now
     */
    record Finding(GateAnswer answer, boolean news) {
        static Finding of(GateAnswer.Kind kind) {
            return new Finding(GateAnswer.of(kind), true);
        }
    }

    Finding judge(RolloutRow row, int phase, Instant now) {
        if (row.wished < items.end(row.id, phase)) {
            return new Finding(GateAnswer.of(GateAnswer.Kind.PAUSED), false);
        }
        Terms terms = row.terms();
        Gates gates = new Gates(terms);
        int healthyBefore = row.healthy;
        int failedBefore = row.failed;
        troubles.look(row.id, terms, now);
        List<Measured.Batch> batches = counts.batches(row.id, phase, now.minus(terms.seconds(Term.MIN_HEALTHY)));
        Measured counted = new Measured(row.planned, batches, Duration.ZERO);
        row.count(counted.healthy(), counted.failed(), now);
        Measured measured = new Measured(row.planned, batches, Duration.between(row.progressAt, now));
        Optional<Gates.Stop> stop = gates.stop(measured).or(() -> smallStop(row, terms, measured, phase));
        if (stop.isPresent()) {
            chronicle.judged(row, gates.checks(measured), now);
            String first =
                    counts.firstFailed(row).map(server -> "; first: " + server).orElse("");
            return failed(row, stop.get().reason(), stop.get().detail() + first, now);
        }
        Pace pace = Pace.of(measured, terms, phase, row.batch, row.back());
        boolean settled = pace.holds() && !homecoming(row, pace, phase, now);
        Duration steady = row.steady(settled, now);
        boolean news = row.healthy != healthyBefore || row.failed != failedBefore;
        if (settled && pace.baked(steady)) {
            return baked(row, terms, measured, pace, phase, now);
        }
        if (pace.room() > 0) {
            Optional<Finding> refused = refused(row, terms, pace, phase, now);
            if (refused.isPresent()) {
                return refused.get();
            }
            release.letGo(row, terms, pace, phase);
        }
        Duration patience = pace.holds() && !settled ? WAY_HOME : pace.patience(measured, steady);
        return new Finding(new GateAnswer(GateAnswer.Kind.WAIT, patience), news);
    }

    /** Before a rollout ends, what it had to park goes where it belongs. */
    private boolean homecoming(RolloutRow row, Pace pace, int phase, Instant now) {
        return pace.last() && isLast(row, phase) && homecoming.goesOn(row, now);
    }

    private boolean isLast(RolloutRow row, int phase) {
        return phase == store.phases(List.of(row.id)).size() - 1;
    }

    private Optional<Gates.Stop> smallStop(RolloutRow row, Terms terms, Measured measured, int phase) {
        if (measured.failed() == 0) {
            return Optional.empty();
        }
        boolean all = row.back() || !terms.oneByOne();
        return SlowStart.stop(counts.trials(row.id, all, phase, row.batch));
    }

    /** Nothing more is to be waited for: what the gauges say decides. */
    private Finding baked(RolloutRow row, Terms terms, Measured measured, Pace pace, int phase, Instant now) {
        if (!pace.bake().isZero() && !row.waived) {
            if (chronicle.broke(row, now.minus(MEASURE_AGAIN))) {
                return again();
            }
            Gauge.Scope scope = new Gauge.Scope(
                    new HashSet<>(items.keys(row.id, phase, pace.last() ? -1 : row.batch)), pace.bake());
            Optional<Finding> objection = objection(row, gauges.read(terms, scope), "GATE_FAILED", now);
            if (objection.isPresent()) {
                return objection.get();
            }
        }
        Measured passed = pace.last() ? measured : measured.upTo(phase, row.batch);
        chronicle.judged(row, new Gates(terms).checks(passed), now);
        if (!pace.last()) {
            chronicle.note(row, RolloutEvent.Kind.BATCH, "passed", "", now);
            row.nextBatch(now);
            return new Finding(new GateAnswer(GateAnswer.Kind.WAIT, Duration.ZERO), true);
        }
        chronicle.note(row, RolloutEvent.Kind.PHASE, "passed", "", now);
        if (terms.manual().contains(phase) && !isLast(row, phase) && !row.back()) {
            row.stand(RolloutState.AWAITING_PROMOTION, "PROMOTION", "the phase is through and waits to be promoted");
            chronicle.entered(row, now);
            return Finding.of(GateAnswer.Kind.PAUSED);
        }
        row.nextPhase(now);
        return Finding.of(GateAnswer.Kind.GO);
    }

    /** Before the first server of a batch goes: is there enough for all of them? */
    private Optional<Finding> refused(RolloutRow row, Terms terms, Pace pace, int phase, Instant now) {
        if (!pace.fresh() || row.waived || row.back()) {
            return Optional.empty();
        }
        if (chronicle.broke(row, now.minus(MEASURE_AGAIN))) {
            return Optional.of(again());
        }
        List<Gates.Check> checks = gauges.headroom(terms, release.more(row, terms, pace, phase));
        boolean throttles = Duration.between(row.progressAt, now).compareTo(CPU_PATIENCE) < 0
                && checks.stream().allMatch(Judge::passesOrIsBusy);
        boolean all = checks.stream().allMatch(check -> check.verdict() == Verdict.PASS);
        return throttles && !all ? Optional.of(again()) : objection(row, checks, HEADROOM, now);
    }

    /** While others start, the processors are busy: that is waited for, for a while. */
    private static boolean passesOrIsBusy(Gates.Check check) {
        return check.verdict() == Verdict.PASS || check.name().startsWith(Gauge.Measure.CPU.id());
    }

    /** The worst of the checks, and what follows from it; empty if all pass. */
    private Optional<Finding> objection(RolloutRow row, List<Gates.Check> checks, String reason, Instant now) {
        List<Gates.Check> kept = chronicle.judged(row, checks, now);
        for (Verdict verdict : List.of(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR)) {
            Optional<Gates.Check> found =
                    kept.stream().filter(check -> check.verdict() == verdict).findFirst();
            if (found.isPresent()) {
                return Optional.of(follows(row, found.get(), reason, now));
            }
        }
        return Optional.empty();
    }

    private Finding follows(RolloutRow row, Gates.Check check, String reason, Instant now) {
        boolean headroom = reason.equals(HEADROOM);
        return switch (check.verdict()) {
            case FAIL ->
                headroom ? stand(row, reason, check.evidence(), now) : failed(row, reason, check.evidence(), now);
            case INCONCLUSIVE -> stand(row, INCONCLUSIVE, check.name() + " cannot be judged: " + check.evidence(), now);
            case ERROR, PASS -> again();
        };
    }

    /** A gate asked for a person, not another person or a backup that was restored. */
    static boolean stood(RolloutRow row) {
        return row.reason.equals(HEADROOM) || row.reason.equals(INCONCLUSIVE);
    }

    private static Finding again() {
        return new Finding(new GateAnswer(GateAnswer.Kind.WAIT, MEASURE_AGAIN), false);
    }

    private Finding stand(RolloutRow row, String reason, String detail, Instant now) {
        row.stand(RolloutState.PAUSED, reason, detail);
        chronicle.entered(row, now);
        return Finding.of(GateAnswer.Kind.PAUSED);
    }

    private Finding failed(RolloutRow row, String reason, String detail, Instant now) {
        failures.fail(row, reason, detail, now);
        return Finding.of(GateAnswer.Kind.FAILED);
    }
}
