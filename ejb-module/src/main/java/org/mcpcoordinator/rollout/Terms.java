package org.mcpcoordinator.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mcpcoordinator.problem.Mistake;
import org.mcpcoordinator.problem.ProblemCode;
import org.mcpcoordinator.problem.ProblemException;

/**
 * What was agreed on for one rollout: a profile, and what differs from it. Kept with the rollout, so that a restart or a
 * newer release judges by the same numbers.
 *
 * @param profile {@code careful} or {@code quick}
 * @param numbers every {@link Term} by its name
 * @param canary false if there is no phase of one server per category at the beginning
 * @param manual phases whose end waits for a person's promotion, 0 for the first; the last one never waits
 * @param rollback true if a rollout that fails goes back to the last stable revision by itself
 */
public record Terms(
        String profile, Map<String, Integer> numbers, boolean canary, List<Integer> manual, boolean rollback) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A definition may allow its server more time than the usual; a rollout then waits that much longer for progress. */
    private static final Duration BEYOND_DEADLINE = Duration.ofSeconds(60);

    public Terms {
        Objects.requireNonNull(profile);
        numbers = Map.copyOf(numbers);
        manual = List.copyOf(manual);
    }

    /**
     * What is asked for: only what differs from the profile.
     *
     * @param numbers by the names of {@link Term}
     */
    public record Wanted(Map<String, Integer> numbers, boolean canary, List<Integer> manual, boolean rollback) {
        /** Nothing but the profile. */
        public static final Wanted NOTHING = new Wanted(Map.of(), true, List.of(), false);

        public Wanted {
            numbers = Map.copyOf(numbers);
            manual = List.copyOf(manual);
        }
    }

    /** The profile as it stands. */
    public static Terms usual(String profile) {
        return agreed(profile(profile), Wanted.NOTHING, Duration.ZERO);
    }

    /**
     * Agrees.
     *
     * @param longest the longest time a definition allows its server until its first answer
     * @throws ProblemException TERMS_INVALID, with a mistake for each number that does not fit
     */
    static Terms agreed(Profile profile, Wanted wanted, Duration longest) {
        Map<String, Integer> numbers = new TreeMap<>();
        for (Term term : Term.values()) {
            numbers.put(term.id(), term.usual(profile));
        }
        numbers.merge(Term.HEALTHY_DEADLINE.id(), (int) longest.toSeconds(), Math::max);
        numbers.merge(
                Term.PROGRESS_DEADLINE.id(), (int) longest.plus(BEYOND_DEADLINE).toSeconds(), Math::max);
        numbers.putAll(wanted.numbers());
        Terms terms = new Terms(profile.id(), numbers, wanted.canary(), wanted.manual(), wanted.rollback());
        terms.check(wanted);
        return terms;
    }

    static Profile profile(String id) {
        return Profile.of(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.REQUEST_INVALID, "there is no profile " + id + "; there are careful and quick"));
    }

    private void check(Wanted wanted) {
        List<Mistake> mistakes = new ArrayList<>();
        wanted.numbers()
                .forEach((id, value) -> Term.of(id)
                        .ifPresentOrElse(
                                term -> {
                                    if (value < term.least() || value > term.most()) {
                                        mistakes.add(new Mistake(
                                                "/terms/" + id,
                                                value + " is not between " + term.least() + " and " + term.most()));
                                    }
                                },
                                () -> mistakes.add(
                                        new Mistake("/terms/" + id, "there is no such term; there are " + names()))));
        int healthy = of(Term.MIN_HEALTHY);
        int deadline = of(Term.HEALTHY_DEADLINE);
        int progress = of(Term.PROGRESS_DEADLINE);
        if (healthy >= deadline || deadline >= progress) {
            mistakes.add(new Mistake(
                    "/terms",
                    "minHealthySeconds " + healthy + " < healthyDeadlineSeconds " + deadline
                            + " < progressDeadlineSeconds " + progress + " is wanted"));
        }
        for (int phase : manual) {
            if (phase < 0 || phase > Phases.MOST) {
                mistakes.add(new Mistake("/manual", phase + " is no phase; they are counted from 0 to " + Phases.MOST));
            }
        }
        if (!mistakes.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.TERMS_INVALID,
                    mistakes.stream().map(Mistake::message).collect(Collectors.joining("; ")),
                    mistakes);
        }
    }

    private static String names() {
        return Stream.of(Term.values()).map(Term::id).collect(Collectors.joining(", "));
    }

    /** The number agreed on. */
    public int of(Term term) {
        return numbers.getOrDefault(term.id(), term.usual(Profile.of(profile).orElse(Profile.CAREFUL)));
    }

    Duration seconds(Term term) {
        return Duration.ofSeconds(of(term));
    }

    /** The canary is closed like a batch, everything after it like a phase. */
    Duration bake(int phase) {
        return seconds(canary && phase == 0 ? Term.BATCH_BAKE : Term.PHASE_BAKE);
    }

    /** With a bake per batch, batches follow each other; without, they overlap. */
    boolean oneByOne() {
        return of(Term.BATCH_BAKE) > 0;
    }

    /** So many servers of {@code running} ones may be down together. */
    int unavailable(int running) {
        return Math.max(1, (int) ((long) running * of(Term.UNAVAILABLE) / 100));
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("terms cannot be written", broken);
        }
    }

    /** Reads what was kept; of a rollout from before there were terms, its profile's. */
    static Terms read(String text, String profile) {
        if (text.isEmpty()) {
            return usual(Profile.of(profile).orElse(Profile.CAREFUL).id());
        }
        try {
            return JSON.readValue(text, Terms.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("stored terms cannot be read", broken);
        }
    }
}
