package org.mcpcoordinator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reckons how long a rollout will take: what its gates wait anyway, and what its starts took the last times. */
final class Timing {
    /** Seconds per started server where no rollout has ended yet, see docs/benchmarks.md: built-in servers, 2 cores. */
    private static final double ASSUMED = 0.03;

    private Timing() {}

    /**
     * A rollout that succeeded.
     *
     * @param seconds from its start to its end
     * @param starts servers it started
     * @param targets of its phases, the canary first
     */
    record Finished(String profile, double seconds, int starts, List<Integer> targets) {
        Finished {
            targets = List.copyOf(targets);
        }
    }

    /**
     * The times by profile.
     *
     * @param starts servers to be started
     * @param targets of the phases, the canary first
     * @param finished newest first
     */
    static List<Plan.Time> of(int starts, List<Integer> targets, List<Finished> finished) {
        return Stream.of(Profile.CAREFUL, Profile.QUICK)
                .map(profile -> {
                    if (starts == 0) {
                        return new Plan.Time(profile.id(), 0, "nothing is started");
                    }
                    List<Finished> likes = finished.stream()
                            .filter(one -> one.profile().equals(profile.id()))
                            .limit(5)
                            .toList();
                    List<Finished> known = likes.isEmpty() ? finished : likes;
                    double each = known.isEmpty() ? ASSUMED : median(known);
                    return new Plan.Time(
                            profile.id(),
                            Math.round(Math.ceil(waits(profile, targets) + starts * each)),
                            source(known, each));
                })
                .toList();
    }

    private static String source(List<Finished> known, double each) {
        String rate = String.format(java.util.Locale.ROOT, "%.3f s for each start", each);
        return known.isEmpty()
                ? "assumed: no rollout has ended here yet; " + rate
                : "measured on " + known.size() + (known.size() == 1 ? " rollout" : " rollouts") + "; " + rate;
    }

    private static double median(List<Finished> known) {
        List<Double> each = new ArrayList<>();
        for (Finished one : known) {
            double waits = Profile.of(one.profile())
                    .map(profile -> waits(profile, one.targets()))
                    .orElse(0.0);
            each.add(Math.max(0, one.seconds() - waits) / one.starts());
        }
        each.sort(null);
        return each.get(each.size() / 2);
    }

    /** What the gates wait although all is well. */
    private static double waits(Profile profile, List<Integer> targets) {
        Terms terms = Terms.usual(profile.id());
        double seconds = 0;
        for (int phase = 0; phase < targets.size(); phase++) {
            seconds += waits(terms, phase, batches(terms, targets, phase));
        }
        return seconds;
    }

    /** What so many batches of a phase wait, its last one among them: each batch but the last, then the phase. */
    static double waits(Terms terms, int phase, int batches) {
        return terms.bake(phase).toSeconds()
                + Math.max(0, batches - 1) * (double) terms.of(Term.BATCH_BAKE)
                + batches * (double) terms.of(Term.MIN_HEALTHY);
    }

    /** How many batches of a phase follow each other; 1 where they overlap. */
    static int batches(Terms terms, List<Integer> targets, int phase) {
        int size = targets.get(phase) - (phase == 0 ? 0 : targets.get(phase - 1));
        int batch = terms.of(Term.BATCH_SIZE);
        return terms.oneByOne() ? Math.max(1, (size + batch - 1) / batch) : 1;
    }
}
