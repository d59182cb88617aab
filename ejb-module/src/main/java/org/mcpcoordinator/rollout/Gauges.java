package org.mcpcoordinator.rollout;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/** Reads all gauges and holds them against their limits: the one place where "reached means failed" is decided. */
@Dependent
class Gauges {
    private static final Logger LOG = Logger.getLogger(Gauges.class);

    private final Collection<Gauge> all;

    @Inject
    Gauges(@Any Instance<Gauge> all) {
        this(all.stream().toList());
    }

    Gauges(Collection<Gauge> all) {
        this.all = all;
    }

    /**
     * A gate that looks too short to have data could only ever stop for a person.
     *
     * @throws ProblemException TERMS_INVALID, with a mistake for each bake that is too short for a gauge
     */
    void fit(Terms terms) {
        List<Mistake> mistakes = new ArrayList<>();
        for (Gauge gauge : all) {
            Term limit = gauge.measure().limit();
            long needs = gauge.needs().plusNanos(999_999_999).toSeconds();
            for (Term bake : List.of(Term.BATCH_BAKE, Term.PHASE_BAKE)) {
                if (terms.of(limit) > 0 && terms.of(bake) > 0 && terms.of(bake) < needs) {
                    mistakes.add(new Mistake(
                            "/terms/" + bake.id(),
                            terms.of(bake) + " s are too short to measure "
                                    + gauge.measure().id() + ": at least " + needs + ", or " + limit.id()
                                    + " 0 so that it is not asked"));
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.TERMS_INVALID,
                    mistakes.stream()
                            .map(mistake -> mistake.place().substring("/terms/".length()) + " " + mistake.message())
                            .collect(Collectors.joining("; ")),
                    mistakes);
        }
    }

    /** What a gate's checks say; those whose limit is 0 are not asked. */
    List<Gates.Check> read(Terms terms, Gauge.Scope scope) {
        List<Gates.Check> checks = new ArrayList<>();
        for (Gauge.Measure measure : Gauge.Measure.values()) {
            if (terms.of(measure.limit()) > 0) {
                checks.add(check(measure, terms.of(measure.limit()), gauge -> gauge.read(scope)));
            }
        }
        return checks;
    }

    /** Whether there is enough for so many servers more. */
    List<Gates.Check> headroom(Terms terms, int more) {
        List<Gates.Check> checks = new ArrayList<>();
        for (Gauge.Measure measure : Gauge.Measure.values()) {
            int limit = terms.of(measure.limit());
            if (measure.grows() && limit > 0) {
                Gates.Check check = check(measure, limit, gauge -> gauge.with(more));
                String evidence = "with " + more + " more servers " + check.evidence();
                checks.add(new Gates.Check(
                        check.name() + "-headroom", check.verdict(), check.value(), check.limit(), evidence));
            }
        }
        return checks;
    }

    private Gates.Check check(Gauge.Measure measure, int limit, Function<Gauge, Gauge.Reading> how) {
        Optional<Gauge> gauge =
                all.stream().filter(one -> one.measure() == measure).findFirst();
        if (gauge.isEmpty()) {
            return new Gates.Check(
                    measure.id(), Verdict.INCONCLUSIVE, Double.NaN, limit, "nobody measures " + measure.id());
        }
        try {
            Gauge.Reading reading = how.apply(gauge.get());
            return judged(measure, limit, reading);
        } catch (RuntimeException broken) {
            LOG.warnf(broken, "%s cannot be measured", measure.id());
            return new Gates.Check(
                    measure.id(), Verdict.ERROR, Double.NaN, limit, "it could not be measured: " + broken.getMessage());
        }
    }

    private static Gates.Check judged(Gauge.Measure measure, int limit, Gauge.Reading reading) {
        double value = reading.value();
        if (!Double.isFinite(value)) {
            return new Gates.Check(measure.id(), Verdict.INCONCLUSIVE, Double.NaN, limit, reading.evidence());
        }
        String against = String.format(
                Locale.ROOT,
                "%s is %.1f%s, the limit %d%s",
                measure.id(),
                value,
                measure.unit(),
                limit,
                measure.unit());
        return new Gates.Check(
                measure.id(),
                value >= limit ? Verdict.FAIL : Verdict.PASS,
                value,
                limit,
                reading.evidence().isEmpty() ? against : against + ": " + reading.evidence());
    }
}
